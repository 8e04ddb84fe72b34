// One runtime after the other, each in a worker of its own: two at once would slow each other down.
import type { BrowserRuntime } from '@involution/bench/browser-results';
import type { Direction } from '@involution/bench/report';
import { multiplyAddsOf } from '@involution/bench/shapes';
import { proxy } from 'comlink';
import type { RuntimeId } from '../compute/runtimes.ts';
import { stoppable } from '../compute/stoppable.ts';
import { type Settings, SHAPE_CHOICES } from './settings.ts';
import type { OpenReport, WorkerCalls } from './worker.ts';

/** What a run says while it goes on. */
export interface RunEvents {
  onLoading(id: RuntimeId): void;
  onContestant(id: RuntimeId, shape: string, direction: Direction, contestant: string): void;
  /** After each contest: all that is known of the runtime by now. */
  onResult(id: RuntimeId, result: BrowserRuntime, clockMs: number): void;
  /** The runtime can't be timed any further; the others are. */
  onFailure(id: RuntimeId, reason: string): void;
}

/** The contests of a runtime. */
export function contestsFor(id: RuntimeId, { shapes, gradients }: Settings): [shape: string, Direction][] {
  const directions: Direction[] = gradients && id.startsWith('tfjs') ? ['forward', 'forward + gradients'] : ['forward'];
  return shapes.flatMap((shape) => directions.map((direction): [string, Direction] => [shape, direction]));
}

/** @param signal Ends the run at once; what it has said stays true. */
export async function runBenchmark(settings: Settings, signal: AbortSignal, events: RunEvents): Promise<void> {
  for (const id of settings.runtimes) {
    if (signal.aborted) return;
    const ended = new AbortController();
    try {
      await benchRuntime(id, settings, AbortSignal.any([signal, ended.signal]), events);
    } catch (error) {
      if (!signal.aborted) events.onFailure(id, error instanceof Error ? error.message : String(error));
    } finally {
      ended.abort();
    }
  }
}

async function benchRuntime(id: RuntimeId, settings: Settings, signal: AbortSignal, events: RunEvents): Promise<void> {
  events.onLoading(id);
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: id });
  const { calls, orEnded } = stoppable<WorkerCalls>(worker, id, signal);
  const report = await orEnded<OpenReport>(calls.open(id, settings.threads));
  if ('unavailable' in report) throw new Error(report.unavailable);
  const { clockMs, ...runtime } = report;
  const measurements: BrowserRuntime['measurements'] = [];
  for (const [name, direction] of contestsFor(id, settings)) {
    const shape = SHAPE_CHOICES[name]!;
    const onContestant = (contestant: string) => events.onContestant(id, shape.name, direction, contestant);
    const times = await orEnded(calls.measure(shape, direction, settings.runs, proxy(onContestant)));
    measurements.push({ shape: shape.name, direction, multiplyAdds: multiplyAddsOf(shape, direction), times });
    events.onResult(id, { ...runtime, measurements: [...measurements] }, clockMs);
  }
}
