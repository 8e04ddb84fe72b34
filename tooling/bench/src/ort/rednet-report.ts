import { machineLine, thisMachine } from '@involution/adapters/machine';
import Table from 'cli-table3';
import { CONTENDERS, type Contender, type Times } from './rednet-task.ts';

/** All that was measured of the contenders in one setting. */
export interface RednetRow {
  /** The setting: a value for each of its columns. */
  setting: readonly (string | number)[];
  times: Times;
  /** What else was measured, by name. */
  others: Readonly<Record<string, Readonly<Record<Contender, number>>>>;
}

const RATIOS: readonly (readonly [Contender, Contender])[] = [
  ['unmodified', 'ours'],
  ['ours', 'floor'],
  ['ours', 'unmodified'],
  ['checkpoint', 'ours'],
  ['ours', 'resnet50'],
];

/**
 * The contenders side by side, as a table for people.
 *
 * @param on What they ran on, in words.
 * @param columns Names of the setting's columns.
 */
export function rednetTable(on: string, columns: readonly string[], rows: readonly RednetRow[]): string {
  const table = new Table({
    head: [...columns, '', ...CONTENDERS, ...RATIOS.map(([numerator, denominator]) => `${numerator} / ${denominator}`)],
    style: { head: [], border: [] },
  });
  for (const { setting, times, others } of rows) {
    for (const [name, values] of Object.entries({ 'run, ms': times.medians, ...others })) {
      const ratios = RATIOS.map(([numerator, denominator]) => (values[numerator]! / values[denominator]!).toFixed(2));
      table.push([...setting, name, ...CONTENDERS.map((contender) => values[contender]!.toFixed(0)), ...ratios]);
    }
    const [difference, largest] = [times.difference.toExponential(1), times.largest.toFixed(3)];
    const logits = `largest difference from PyTorch's logits ${difference}, of at most ${largest}`;
    table.push([...setting, { colSpan: 1 + CONTENDERS.length + RATIOS.length, content: logits }]);
  }
  return [`RedNet-50 at 224×224, batch 1, ${on}, ${machineLine(thisMachine())}; medians`, table.toString()].join('\n');
}

/** One measurement of each contender, picked from several. */
export function eachContender<T>(
  of: Readonly<Record<Contender, T>>,
  pick: (measured: T) => number,
): Record<Contender, number> {
  return Object.fromEntries(CONTENDERS.map((contender) => [contender, pick(of[contender])])) as Record<
    Contender,
    number
  >;
}
