// The bare kernels against what the machine can do.

import { machineLine, thisMachine } from '@involution/adapters/machine';
import {
  cost,
  type DataFormat,
  kernelShapeFor,
  OPERATION_NAMES,
  OPERATIONS,
  type Operation,
  resolveGeometry,
} from '@involution/core';
import { loadInvolutionWasm } from '@involution/wasm';
import Table from 'cli-table3';
import { contest } from '../contest.ts';
import type { BenchOutput } from '../report.ts';
import { LARGE_SHAPE, SHAPES, type Shape } from '../shapes.ts';
import { type Limits, makeProbe, type Probe, repeated } from './limits.ts';

/** One kernel on one shape. */
interface KernelRow {
  dataFormat: DataFormat;
  shape: string;
  operation: Operation;
  ms: number;
  /** 10⁹ floating-point operations a second, taps in the padding included, as papers count them. */
  gigaflops: number;
  /** Measured in the same contest. */
  limits: Limits;
  shareOfPeak: number;
  /** 10⁹ bytes a second, each operand counted once. */
  gigabytes: number;
  shareOfCopy: number;
}

interface KernelResult {
  build: string;
  rows: KernelRow[];
}

const RUNS = 21;

/** Every kernel in both data formats, one thread, in Node. */
export async function benchKernels(onProgress: (text: string) => void): Promise<BenchOutput> {
  const probe = await makeProbe();
  const rows: KernelRow[] = [];
  for (const dataFormat of ['channelsLast', 'channelsFirst'] as const) {
    for (const shape of [...SHAPES, LARGE_SHAPE]) {
      onProgress(`wasm ${dataFormat}, ${shape.name}`);
      rows.push(...(await benchShape(shape, dataFormat, probe)));
    }
  }
  const result: KernelResult = { build: loadInvolutionWasm().build, rows };
  return { result, table: toTable(result) };
}

async function benchShape(
  { batch, channels, size, kernelSize, name }: Shape,
  dataFormat: DataFormat,
  probe: Probe,
): Promise<KernelRow[]> {
  const xShape = dataFormat === 'channelsLast' ? [batch, size, size, channels] : [batch, channels, size, size];
  const options = { kernelSize, groups: channels / 16, dataFormat };
  const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
  const memory = new WebAssembly.Memory({ initial: 1024 });
  new Float32Array(memory.buffer).forEach((_, k, values) => {
    values[k] = Math.random() * 2 - 1;
  });
  const wasm = loadInvolutionWasm({ memory });
  const contestants = OPERATION_NAMES.map((operation) => {
    const plan = wasm.plan(operation, geometry);
    const { operands: names, result } = OPERATIONS[operation];
    const bytes = names.map((name) => plan.operandBytes[name]!);
    const rooms = [plan.resultBytes[result]!, plan.scratchBytes, ...bytes];
    const [output, scratch, ...starts] = startsOf(rooms) as [number, number];
    const operands = Object.fromEntries(names.map((name, k) => [name, starts[k]]));
    const run = repeated(() => wasm.run(plan, { operands, results: { [result]: output }, scratch }));
    return [operation, run] as const;
  });
  // The limits under the same conditions: the clock of a busy machine is not the same all the time.
  const medians = await contest({ ...probe.contestants, ...Object.fromEntries(contestants) }, RUNS);
  const limits = probe.limitsOf(medians);
  const { multiplyAdds, bytes } = cost(geometry);
  return OPERATION_NAMES.map((operation) => {
    const ms = medians[operation]!;
    const gigaflops = (2 * multiplyAdds) / ms / 1e6;
    const gigabytes = bytes / ms / 1e6;
    return {
      dataFormat,
      shape: name,
      operation,
      ms,
      gigaflops,
      limits,
      shareOfPeak: gigaflops / limits.gigaflops,
      gigabytes,
      shareOfCopy: gigabytes / limits.copyGigabytes,
    };
  });
}

/** Offsets after one another. */
function startsOf(sizes: readonly number[]): number[] {
  let end = 0;
  return sizes.map((bytes) => {
    const start = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return start;
  });
}

function toTable(result: KernelResult): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const table = new Table({
    head: ['data format', 'shape', 'operation', 'ms', 'GFLOP/s', 'peak', 'of peak', 'GB/s', 'copy', 'of copy'],
    style: { head: [], border: [] },
  });
  for (const { dataFormat, shape, operation, ms, ...row } of result.rows) {
    table.push([
      ...[dataFormat, shape, operation, ms.toFixed(3)],
      ...[row.gigaflops.toFixed(1), row.limits.gigaflops.toFixed(1), percent(row.shareOfPeak)],
      ...[row.gigabytes.toFixed(1), row.limits.copyGigabytes.toFixed(1), percent(row.shareOfCopy)],
    ]);
  }
  return [
    `@involution/wasm, build ${result.build}, ${machineLine(thisMachine())}, one thread; medians`,
    table.toString(),
  ].join('\n');
}
