// RedNet-50 in float32, with weights of float16, and in float16 throughout, on onnxruntime-web's WebAssembly provider in Node.
import { randomFloats } from '@involution/conformance';
import { describeRedNet, type Parameters, parametersOf } from '@involution/core/networks';
import { networkModel } from '@involution/onnx';
import { registerInvolution } from '@involution/onnxruntime-web';
import Table from 'cli-table3';
import * as ort from 'onnxruntime-web';
import { contest } from '../contest.ts';
import type { BenchOutput } from '../report.ts';

const HALVES = { float32: false, weights: true, throughout: 'throughout' } as const;

type Precision = keyof typeof HALVES;

const PRECISIONS = Object.keys(HALVES) as Precision[];
const IMAGES = 100;
const SIZE = 64;
/** Colours of an image, along each axis. */
const COLOURS = 4;

/** Runs the three on random images and compares their logits. */
export async function benchHalf(onProgress: (text: string) => void): Promise<BenchOutput> {
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const network = describeRedNet({ depth: 50 });
  const parameters = randomParameters(network.nodes.flatMap(parametersOf));
  const bytes = {} as Record<Precision, number>;
  const sessions = {} as Record<Precision, ort.InferenceSession>;
  for (const precision of PRECISIONS) {
    const model = await networkModel(network, parameters, { half: HALVES[precision] });
    bytes[precision] = model.length;
    sessions[precision] = await ort.InferenceSession.create(model, { executionProviders: ['involution'] });
  }
  const logitsOf = async (precision: Precision, input: ort.Tensor) =>
    (await sessions[precision].run({ input })).logits!.data as Float32Array;

  const classes = new Set<number>();
  const found = Object.fromEntries(PRECISIONS.map((each) => [each, { sameTop1: 0, largestDifference: 0 }]));
  let smallestMargin = Number.POSITIVE_INFINITY;
  for (let k = 0; k < IMAGES; k++) {
    if (k % 10 === 0) onProgress(`image ${k} of ${IMAGES}`);
    const input = randomImage(k);
    const expected = await logitsOf('float32', input);
    classes.add(top1Of(expected));
    const [first, second] = [...expected].sort((a, b) => b - a);
    smallestMargin = Math.min(smallestMargin, first! - second!);
    for (const precision of PRECISIONS) {
      const actual = await logitsOf(precision, input);
      const each = found[precision]!;
      if (top1Of(actual) === top1Of(expected)) each.sameTop1++;
      const differences = actual.map((value, at) => Math.abs(value - expected[at]!));
      each.largestDifference = Math.max(each.largestDifference, ...differences);
    }
  }
  const input = randomImage(0);
  const run = (precision: Precision) => async (calls: number) => {
    for (let call = 0; call < calls; call++) await sessions[precision].run({ input });
  };
  const medians = await contest(Object.fromEntries(PRECISIONS.map((each) => [each, run(each)])));
  for (const session of Object.values(sessions)) await session.release();
  const rows = PRECISIONS.map((precision) => ({
    precision,
    bytes: bytes[precision],
    bytesOverFloat32: bytes[precision] / bytes.float32,
    runMs: medians[precision]!,
    ...found[precision]!,
  }));
  const result = { images: IMAGES, size: SIZE, classesPredicted: classes.size, smallestMargin, rows };
  return { result, table: toTable(rows) };
}

/**
 * Parameters with which activations neither vanish nor explode, so that logits follow the image: weights by their number
 * of inputs, and kernels that are mostly the bias of the span.
 */
function randomParameters(tensors: readonly { name: string; shape: readonly number[] }[]): Parameters {
  return new Map(tensors.map(({ name, shape }) => [name, { shape, read: async () => randomParameter(name, shape) }]));
}

function randomParameter(name: string, shape: readonly number[]): Float32Array {
  const values = randomFloats(
    name,
    shape.reduce((product, size) => product * size, 1),
  );
  const inputs = values.length / shape[0]!;
  const isSpan = /(stem\.1|layer\d\.\d\.conv2)\.conv2\.conv\./.test(name);
  const taps = name.startsWith('stem') ? 9 : 49;
  if (isSpan && shape.length === 1) return values.map((value) => value * Math.sqrt(3 / taps));
  if (isSpan) return values.map((value) => value * 0.1 * Math.sqrt(3 / inputs / taps));
  if (shape.length > 1) return values.map((value) => value * Math.sqrt(6 / inputs));
  if (name.endsWith('running_var')) return values.fill(1);
  if (name.endsWith('weight')) return values.fill(1);
  return values.map((value) => value * 0.1);
}

/** A few colours and some noise. */
function randomImage(k: number): ort.Tensor {
  const colours = randomFloats(`colours ${k}`, 3 * COLOURS * COLOURS);
  const noise = randomFloats(`noise ${k}`, 3 * SIZE * SIZE);
  const cell = SIZE / COLOURS;
  const data = noise.map((value, at) => {
    const [channel, row, column] = [Math.floor(at / SIZE / SIZE), Math.floor(at / SIZE) % SIZE, at % SIZE];
    const colour = (channel * COLOURS + Math.floor(row / cell)) * COLOURS + Math.floor(column / cell);
    return 0.3 * value + 2 * colours[colour]!;
  });
  return new ort.Tensor('float32', data, [1, 3, SIZE, SIZE]);
}

function top1Of(logits: Float32Array): number {
  return logits.indexOf(Math.max(...logits));
}

function toTable(rows: readonly object[]): string {
  const table = new Table({ head: Object.keys(rows[0]!), style: { head: [], border: [] } });
  for (const row of rows)
    table.push(Object.values(row).map((value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)));
  return [
    `RedNet-50 with random weights on ${IMAGES} random images, onnxruntime-web ${ort.env.versions.web}, wasm`,
    table.toString(),
  ].join('\n');
}
