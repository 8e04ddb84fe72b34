// What fusing gains: the exports of the spellings with open sizes, on larger inputs than theirs, on onnxruntime-web's WebAssembly
// provider in Node.
import { randomFloats } from '@involution/conformance';
import { sizeOf } from '@involution/core';
import { readSpelled, type SpelledModel, type Spelling, spellings } from '@involution/fixtures/spellings';
import { type InvolutionReport, registerInvolution } from '@involution/onnxruntime-web';
import Table from 'cli-table3';
import * as ort from 'onnxruntime-web';
import { median } from 'simple-statistics';
import { contest } from '../contest.ts';
import type { BenchOutput } from '../report.ts';

/** Batch, height and width of the exports' first and third run, which tell what the sizes of inputs are multiples of. */
const FIRST = { height: 5, width: 7 };
const THIRD = { height: 8, width: 6 };
/** What they are run with. */
const SIZE = { height: 96, width: 80 };

interface Row {
  readonly spelling: string;
  readonly exporter: string;
  /** Milliseconds of onnxruntime-web alone, and of the same with our provider. */
  readonly medians: Readonly<Record<'unmodified' | 'ours', number>>;
}

/** Times one export of each spelling that is fused whole. */
export async function benchSpellings(onProgress: (text: string) => void): Promise<BenchOutput> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  let report: InvolutionReport | undefined;
  registerInvolution(ort, { executionProviders: ['wasm'], onSession: (each) => (report = each) });
  const rows: Row[] = [];
  for (const spelling of spellings) {
    const model = spelling.models.find(({ mode, exporter }) => mode === 'size' && exporter !== 'default');
    const feeds = model && feedsOf(spelling);
    if (!feeds || spelling.isNearMiss || spelling.elementType !== 'float32') continue;
    onProgress(spelling.name);
    report = undefined;
    const ours = await open(model, 'involution');
    if ((report as InvolutionReport | undefined)?.fused.length === spelling.involutions) {
      const unmodified = await open(model, 'wasm');
      const run = (session: ort.InferenceSession) => async (calls: number) => {
        for (let call = 0; call < calls; call++) await session.run(feeds);
      };
      const medians = await contest({ unmodified: run(unmodified), ours: run(ours) });
      rows.push({ spelling: spelling.name, exporter: model.exporter, medians: medians as Row['medians'] });
      await unmodified.release();
    }
    await ours.release();
  }
  return { result: { ...SIZE, rows }, table: toTable(rows) };
}

function open(model: SpelledModel, provider: string): Promise<ort.InferenceSession> {
  const { model: bytes, externalData } = readSpelled(model);
  return ort.InferenceSession.create(bytes, { executionProviders: [provider], externalData: [...externalData] });
}

/** Inputs of a batch of one and the larger size; `undefined` where some size follows from neither height nor width. */
function feedsOf({ name, runs: [first, , third] }: Spelling): Record<string, ort.Tensor> | undefined {
  const feeds: Record<string, ort.Tensor> = {};
  for (const [input, { shape }] of Object.entries(first!.inputs)) {
    const dims = shape.map((size, axis) => enlarged(size, third!.inputs[input]!.shape[axis]!, axis));
    if (dims.includes(undefined)) return undefined;
    feeds[input] = new ort.Tensor(
      'float32',
      randomFloats(`${name} ${input}`, sizeOf(dims as number[])),
      dims as number[],
    );
  }
  return feeds;
}

function enlarged(first: number, third: number, axis: number): number | undefined {
  if (axis === 0) return 1;
  if (first === third) return first;
  for (const along of ['height', 'width'] as const) {
    const slope = (third - first) / (THIRD[along] - FIRST[along]);
    if (Number.isInteger(slope) && slope > 0) return first + slope * (SIZE[along] - FIRST[along]);
  }
  return undefined;
}

function toTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['spelling', 'exporter', 'unmodified, ms', 'ours, ms', 'unmodified / ours'],
    style: { head: [], border: [] },
  });
  const ratios = rows.map(({ medians: { unmodified, ours } }) => unmodified / ours);
  rows.forEach(({ spelling, exporter, medians: { unmodified, ours } }, k) => {
    table.push([spelling, exporter, unmodified.toFixed(2), ours.toFixed(2), ratios[k]!.toFixed(1)]);
  });
  const slower = rows.filter((_, k) => ratios[k]! < 1).map(({ spelling }) => spelling);
  const summary = `${rows.length} spellings; median ratio ${median(ratios).toFixed(1)}; slower with ours: ${slower.join(', ') || 'none'}`;
  return `${table.toString()}\n${summary}`;
}
