// What does onnxruntime-web gain on WebGPU when our kernel computes the span of an involution, too?
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { ensureBrowser } from '@involution/browser/install';
import { type ModulePage, openModulePage } from '@involution/browser/page';
import Table from 'cli-table3';
import type { Medians } from '../contest.ts';
import type { BenchOutput } from '../report.ts';
import { SHAPES, type Shape, shape } from '../shapes.ts';

/**
 * `fused`: our provider, whose kernel computes the span. `apart`: the same with a model of which something else may read W, so that
 * onnxruntime computes it. `unmodified`: the involution as a function of standard operators, all on onnxruntime's provider.
 */
export type Contestant = 'fused' | 'apart' | 'unmodified';

const CONTESTANTS: readonly Contestant[] = ['fused', 'apart', 'unmodified'];

/** One layer. */
interface Row {
  readonly shape: string;
  readonly medians: Medians;
  readonly fusedOverApart: number;
  readonly fusedOverUnmodified: number;
  /** The most MiB of GPU buffers at a time, onnxruntime's among them, of a page that creates and runs one session. */
  readonly bufferMiB: Readonly<Record<Contestant, number>>;
}

/** The layers of other benches, the last of RedNet, and one whose rows are shorter than a block of columns. */
const LAYERS: readonly Shape[] = [...SHAPES, shape(512, 7, 7), shape(512, 2, 7)];

/** Times each layer in a page of its own, in a headless browser. */
export async function benchSpans(onProgress: (text: string) => void): Promise<BenchOutput> {
  ensureBrowser();
  const rows: Row[] = [];
  let device = '';
  for (const layer of LAYERS) {
    onProgress(`onnxruntime-web webgpu, ${layer.name}, span and involution`);
    const timed = await inPage((page) => page.call<{ device: string; medians: Medians }>('time', layer, CONTESTANTS));
    device = timed.device;
    const { fused, apart, unmodified } = timed.medians as Record<Contestant, number>;
    const bufferMiB = {} as Record<Contestant, number>;
    for (const name of CONTESTANTS) {
      bufferMiB[name] = (await inPage((page) => page.call<number>('runOnce', layer, name))) / 2 ** 20;
    }
    rows.push({
      shape: layer.name,
      medians: timed.medians,
      fusedOverApart: fused / apart,
      fusedOverUnmodified: fused / unmodified,
      bufferMiB,
    });
  }
  return { result: { device, rows }, table: toTable(device, rows) };
}

async function inPage<T>(run: (page: ModulePage) => Promise<T>): Promise<T> {
  const page = await openModulePage(new URL('spans-page.ts', import.meta.url));
  try {
    return await run(page);
  } finally {
    await page.close();
  }
}

function toTable(device: string, rows: readonly Row[]): string {
  const head = [
    'layer',
    ...CONTESTANTS.map((name) => `${name}, ms`),
    'fused / apart',
    'fused / unmodified',
    'buffers, fused / apart',
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { shape: name, medians, fusedOverApart, fusedOverUnmodified, bufferMiB } of rows) {
    const numbers = [...CONTESTANTS.map((each) => medians[each]!), fusedOverApart, fusedOverUnmodified];
    table.push([name, ...[...numbers, bufferMiB.fused / bufferMiB.apart].map((number) => number.toFixed(2))]);
  }
  return [`onnxruntime-web webgpu, ${device}; medians; ${machineLine(thisMachine())}`, table.toString()].join('\n');
}
