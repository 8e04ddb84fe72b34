import { printable } from '@involution/core';
import Table from 'cli-table3';
import type { ConvertReport } from '../convert-options.ts';
import type { Check } from './check.ts';

/** Names that a summary lists. */
const MAX_NAMES = 8;

/** What was read and written, as a table. */
export function summarizeConversion(file: string, folder: string, report: ConvertReport): string {
  const { network, parameters, classes, used, unused, files } = report;
  const shown = unused.slice(0, MAX_NAMES).map((name) => printable(name));
  const more = unused.length > MAX_NAMES ? [`… and ${unused.length - MAX_NAMES} more`] : [];
  const shards = files.filter(({ path }) => path.endsWith('.bin'));
  const others = files.filter(({ path }) => !path.endsWith('.bin'));
  const written = others.map(({ path, size }) => `${path}  ${megabytes(size)}`);
  if (shards.length > 0) {
    written.push(
      `${count(shards.length, 'shard')} of weights  ${megabytes(shards.reduce((sum, { size }) => sum + size, 0))}`,
    );
  }
  // Plain, so that it reads the same in a log.
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['checkpoint', printable(file)],
    ['network', `${network}, ${classes > 0 ? `${classes} classes` : 'without a head'}`],
    ['parameters', parameters.toLocaleString('en')],
    ['tensors used', String(used.length)],
    ['tensors not used', [String(unused.length), ...shown, ...more].join('\n')],
    [`written to ${printable(folder)}`, written.join('\n')],
  );
  return `${table.toString()}\n`;
}

/** How far apart the runtimes are. */
export function summarizeCheck(photo: string, check: Check): string {
  const { outputs, largestDifference, largestValue, predictions } = check;
  const distance = Number.isFinite(largestDifference)
    ? `${outputs} differ by at most ${largestDifference.toExponential(1)}, where the largest is ${largestValue.toPrecision(3)}`
    : `${outputs} are not all finite numbers`;
  const lines = [
    `${printable(photo)} in TensorFlow.js and in onnxruntime-web: ${distance}.`,
    ...predictions.map(
      ({ runtime, label, score }) => `  ${runtime}: ${printable(label)}, ${(100 * score).toFixed(1)} %`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function megabytes(size: number): string {
  return size < 1e5 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
