// What the page does with its worker: frames one way and the other, in turn.
import { stoppable } from '../compute/stoppable.ts';
import { copiesIn, type Transfers, worstOf } from './transfers.ts';
import type { FrameReport, InteropCalls, MemoryReport, StartReport, Way } from './worker.ts';

/** The first frames compile shaders and fill the libraries' pools of buffers. */
const WARM_UP_FRAMES = 3;

/** One way's. */
export interface WayReport {
  readonly logits: Float32Array;
  readonly medianMs: number;
  /** The most of each kind that any frame took. */
  readonly transfers: Transfers;
  readonly readBack: Transfers;
  /** Of tensors, among `transfers`. */
  readonly copies: number;
}

export interface InteropReport {
  readonly started: StartReport;
  /** Of each way. */
  readonly frames: number;
  readonly ways: Readonly<Record<Way, WayReport>>;
  /** Logits of the whole network in one library. */
  readonly whole: { readonly inTf: Float32Array; readonly inOrt: Float32Array };
  readonly memory: { readonly before: MemoryReport; readonly after: MemoryReport };
}

/** For {@link runInterop}. */
export interface InteropRun {
  /** Loads the network. */
  readonly checkpoint: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly frame: ImageBitmap;
  readonly frames: number;
  /** Ends all of it, at once. */
  readonly signal: AbortSignal;
  /** Told how many frames are done, of both ways. */
  readonly onProgress: (done: number) => void;
}

/** @returns `undefined` where there is no WebGPU; nothing is loaded then. */
export async function runInterop(run: InteropRun): Promise<InteropReport | undefined> {
  const { checkpoint, frame, frames, signal, onProgress } = run;
  if (!(await navigator.gpu?.requestAdapter())) return undefined;
  signal.throwIfAborted();
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'interop' });
  const { calls, orEnded, end } = stoppable<InteropCalls>(worker, 'interop', signal);
  try {
    const started = await orEnded(calls.start(await checkpoint()));
    const reports: Record<Way, FrameReport[]> = { oneDevice: [], throughCpu: [] };
    const runBoth = async () => {
      for (const way of ['oneDevice', 'throughCpu'] as const) reports[way].push(await orEnded(calls.frame(way, frame)));
    };
    for (let k = 0; k < WARM_UP_FRAMES; k++) await runBoth();
    for (const way of Object.values(reports)) way.length = 0;
    const before = await orEnded(calls.memory());
    for (let k = 0; k < frames; k++) {
      await runBoth();
      onProgress(k + 1);
    }
    const after = await orEnded(calls.memory());
    const whole = await orEnded(calls.wholeNetworks(frame));
    const ways = { oneDevice: summarize(reports.oneDevice), throughCpu: summarize(reports.throughCpu) };
    return { started, frames, ways, whole, memory: { before, after } };
  } finally {
    end();
  }
}

/** @param frames One at least. */
export function summarize(frames: readonly FrameReport[]): WayReport {
  const transfers = worstOf(frames.map((frame) => frame.transfers));
  const times = frames.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    logits: frames.at(-1)!.logits,
    medianMs: times[times.length >> 1]!,
    transfers,
    readBack: worstOf(frames.map((frame) => frame.readBack)),
    copies: copiesIn(transfers),
  };
}
