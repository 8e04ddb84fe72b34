// RedNet-50 in float32, with weights of float16, and in float16 throughout, on onnxruntime-web's WebAssembly provider in Node.
import { registerInvolution } from '@involution/onnxruntime-web';
import Table from 'cli-table3';
import * as ort from 'onnxruntime-web';
import { contest } from '../contest.ts';
import type { BenchOutput } from '../report.ts';
import { HALVES, type Precision, randomImage, randomRednet50, top1Of } from './random-rednet.ts';

const PRECISIONS = Object.keys(HALVES) as Precision[];
const IMAGES = 100;
const SIZE = 64;

const imageOf = (k: number) => {
  const { data, dims } = randomImage(k, SIZE);
  return new ort.Tensor('float32', data, dims);
};

/** Runs the three on random images and compares their logits. */
export async function benchHalf(onProgress: (text: string) => void): Promise<BenchOutput> {
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const bytes = {} as Record<Precision, number>;
  const sessions = {} as Record<Precision, ort.InferenceSession>;
  for (const precision of PRECISIONS) {
    const model = await randomRednet50(precision);
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
    const input = imageOf(k);
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
  const input = imageOf(0);
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

function toTable(rows: readonly object[]): string {
  const table = new Table({ head: Object.keys(rows[0]!), style: { head: [], border: [] } });
  for (const row of rows)
    table.push(Object.values(row).map((value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)));
  return [
    `RedNet-50 with random weights on ${IMAGES} random images, onnxruntime-web ${ort.env.versions.web}, wasm`,
    table.toString(),
  ].join('\n');
}
