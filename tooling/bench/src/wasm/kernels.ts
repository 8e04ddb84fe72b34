// The bare kernels against what the machine can do.
import { cost, kernelShapeFor, resolveGeometry } from '@involution/core';
import { loadInvolutionWasm, type Operation } from '@involution/wasm';
import Table from 'cli-table3';
import { contest } from '../contest.ts';
import { machineLine, thisMachine } from '../machine.ts';
import type { BenchOutput } from '../report.ts';
import { LARGE_SHAPE, SHAPES, type Shape } from '../shapes.ts';
import { type Limits, limitsLine, measureLimits, repeated } from './limits.ts';

/** One kernel on one shape. */
interface KernelRow {
  dataFormat: 'NHWC' | 'NCHW';
  shape: string;
  operation: Operation;
  ms: number;
  /** 10⁹ floating-point operations a second, taps in the padding included, as papers count them. */
  gigaflops: number;
  shareOfPeak: number;
  /** 10⁹ bytes a second, each operand counted once. */
  gigabytes: number;
  shareOfCopy: number;
}

interface KernelResult {
  build: string;
  limits: Limits;
  rows: KernelRow[];
}

const OPERATIONS: readonly Operation[] = ['forward', 'gradInput', 'gradKernel'];
const RUNS = 21;

/** Every kernel in both data formats, one thread, in Node. */
export async function benchKernels(onProgress: (text: string) => void): Promise<BenchOutput> {
  onProgress('wasm, limits of the machine');
  const limits = await measureLimits();
  const rows: KernelRow[] = [];
  for (const dataFormat of ['NHWC', 'NCHW'] as const) {
    for (const shape of [...SHAPES, LARGE_SHAPE]) {
      onProgress(`wasm ${dataFormat}, ${shape.name}`);
      rows.push(...(await benchShape(shape, dataFormat, limits)));
    }
  }
  const result: KernelResult = { build: loadInvolutionWasm().build, limits, rows };
  return { result, table: toTable(result) };
}

async function benchShape(
  { batch, channels, size, kernelSize, name }: Shape,
  dataFormat: 'NHWC' | 'NCHW',
  limits: Limits,
): Promise<KernelRow[]> {
  const xShape = dataFormat === 'NHWC' ? [batch, size, size, channels] : [batch, channels, size, size];
  const options = { kernelSize, groups: channels / 16, dataFormat };
  const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
  const memory = new WebAssembly.Memory({ initial: 1024 });
  new Float32Array(memory.buffer).forEach((_, k, values) => {
    values[k] = Math.random() * 2 - 1;
  });
  const wasm = loadInvolutionWasm({ memory });
  const contestants = OPERATIONS.map((operation) => {
    const plan = wasm.plan(operation, geometry);
    const [first, second, output, scratch] = startsOf([...plan.inputBytes, plan.outputBytes, plan.scratchBytes]);
    const run = repeated(() => wasm.run(plan, { inputs: [first, second], output, scratch }));
    return [operation, run] as const;
  });
  const medians = await contest(Object.fromEntries(contestants), RUNS);
  const { multiplyAdds, bytes } = cost(geometry);
  return OPERATIONS.map((operation) => {
    const ms = medians[operation];
    const gigaflops = (2 * multiplyAdds) / ms / 1e6;
    const gigabytes = bytes / ms / 1e6;
    return {
      dataFormat,
      shape: name,
      operation,
      ms,
      gigaflops,
      shareOfPeak: gigaflops / limits.gigaflops,
      gigabytes,
      shareOfCopy: gigabytes / limits.copyGigabytes,
    };
  });
}

/** Places after one another. */
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
    head: ['data format', 'shape', 'operation', 'ms', 'GFLOP/s', 'of peak', 'GB/s', 'of copy'],
    style: { head: [], border: [] },
  });
  for (const { dataFormat, shape, operation, ms, gigaflops, shareOfPeak, gigabytes, shareOfCopy } of result.rows) {
    table.push([
      ...[dataFormat, shape, operation, ms.toFixed(3), gigaflops.toFixed(1), percent(shareOfPeak)],
      ...[gigabytes.toFixed(1), percent(shareOfCopy)],
    ]);
  }
  return [
    `@involution/wasm, build ${result.build}, ${machineLine(thisMachine())}, one thread; medians`,
    limitsLine(result.limits),
    table.toString(),
  ].join('\n');
}
