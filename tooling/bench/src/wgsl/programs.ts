// The WGSL programs against a copy on the same device, with what the coalescing model says of each.
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { openGpu } from '@involution/browser/dawn';
import { cost, type DataFormat, type InvolutionGeometry, OPERATION_NAMES, type Operation } from '@involution/core';
import { type InvolutionProgram, makeProgram } from '@involution/wgsl';
import { modelOf, type ProgramModel } from '@involution/wgsl-model';
import { geometryOf, MAP_SHAPES } from '@involution/wgsl-model/shapes';
import Table from 'cli-table3';
import { mediansOf, type Run, timesOf } from '../contest.ts';
import type { BenchOutput } from '../report.ts';
import { openDevice, type Timed, timedCopy, timedProgram } from './device.ts';

/** One program on one shape. */
interface ProgramRow {
  dataFormat: DataFormat;
  shape: string;
  operation: Operation;
  /** The program's key. */
  program: string;
  /** Whether it is what hosts run on a device of this kind. */
  isChosen: boolean;
  ms: number;
  /** 10⁹ bytes a second, each operand and the result counted once. */
  gigabytes: number;
  /** The same of a copy that reads and writes as many bytes, in the same contest. */
  copyGigabytes: number;
  shareOfCopy: number;
  model: ProgramModel;
}

const BATCH = 8;
/** A GPU in software takes one image, and none of more products than this. */
const MAX_PRODUCTS_IN_SOFTWARE = 2e7;
/** A run takes so many milliseconds at least: what a submission costs does not count then. */
const RUN_MS = 20;

/** Every program in both data formats, on the device that Dawn finds. */
export async function benchPrograms(onProgress: (text: string) => void): Promise<BenchOutput> {
  const device = await openDevice(openGpu());
  const { isFallbackAdapter, vendor, architecture, device: model, description } = device.adapterInfo;
  const name = [vendor, architecture, model, description].filter(Boolean).join(', ');
  const batch = isFallbackAdapter ? 1 : BATCH;
  const rows: ProgramRow[] = [];
  for (const dataFormat of ['channelsLast', 'channelsFirst'] as const) {
    for (const mapShape of MAP_SHAPES) {
      const g = geometryOf(mapShape, batch, dataFormat);
      if (isFallbackAdapter && cost(g).multiplyAdds > MAX_PRODUCTS_IN_SOFTWARE) continue;
      const shape = `${batch}×${mapShape.join('×')}`;
      onProgress(`wgsl on ${name}, ${dataFormat}, ${shape}`);
      for (const operation of OPERATION_NAMES)
        for (const row of await benchOperation(device, operation, g))
          rows.push({ dataFormat, shape, operation, ...row });
    }
  }
  device.destroy();
  const result = { device: name, isFallbackAdapter, rows };
  return { result, table: toTable(name, rows), device: `${vendor} ${architecture}` };
}

/** The program that hosts run on this device, and the one that they would on a device of the other kind. */
async function benchOperation(device: GPUDevice, operation: Operation, g: InvolutionGeometry) {
  const { bytes } = cost(g);
  const isFallback = device.adapterInfo.isFallbackAdapter;
  const [chosen, other] = [isFallback, !isFallback].map((isFallbackAdapter) =>
    makeProgram(operation, g, device.limits, { isFallbackAdapter }),
  ) as [InvolutionProgram, InvolutionProgram];
  const programs = chosen.key === other.key ? [chosen] : [chosen, other];
  const copy = timedCopy(device, bytes);
  const timed: Timed[] = [copy];
  try {
    const contestants: Record<string, Run> = { copy: copy.run };
    for (const program of programs) {
      const ofProgram = await timedProgram(device, program, g);
      timed.push(ofProgram);
      await ofProgram.run(1); // compiles, which may take longer than all runs
      contestants[program.key] = ofProgram.run;
    }
    const medians = mediansOf(await timesOf(contestants, { runMs: RUN_MS }));
    const copyMs = medians.copy!;
    return programs.map((program) => {
      const ms = medians[program.key]!;
      return {
        program: program.key,
        isChosen: program === chosen,
        ms,
        gigabytes: bytes / ms / 1e6,
        copyGigabytes: bytes / copyMs / 1e6,
        shareOfCopy: copyMs / ms,
        model: modelOf(program),
      };
    });
  } finally {
    for (const each of timed) each.destroy();
  }
}

function toTable(device: string, rows: readonly ProgramRow[]): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const table = new Table({
    head: [
      ...['data format', 'shape', 'operation', 'variant', 'chosen', 'ms', 'GB/s', 'copy', 'of copy'],
      ...['sectors / fewest', 'sectors / load', 'MB moved', 'registers', 'occupancy: discrete', 'mobile'],
    ],
    style: { head: [], border: [] },
  });
  for (const { dataFormat, shape, operation, program, isChosen, ms, model, ...row } of rows) {
    table.push([
      ...[dataFormat, shape, operation, program.replace(/.* d[\dx]+ /, ''), isChosen ? 'yes' : ''],
      ...[ms.toFixed(3), row.gigabytes.toFixed(2), row.copyGigabytes.toFixed(2), percent(row.shareOfCopy)],
      ...[model.sectorRatio.toFixed(2), model.sectorsPerLoad.toFixed(1), (model.bytes / 1e6).toFixed(1)],
      ...[model.registers, percent(model.occupancy.discrete), percent(model.occupancy.mobile)],
    ]);
  }
  const title = `@involution/wgsl, K = 7, G = C / 16, ${device}, ${machineLine(thisMachine())}; medians`;
  return [title, table.toString()].join('\n');
}
