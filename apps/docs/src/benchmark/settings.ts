// What a visitor has chosen to time, and the same as the query of the page's address.
import { LARGE_SHAPE, SHAPES, type Shape, SMALL_SHAPE } from '@involution/bench/shapes';
import { RUNTIMES, type RuntimeId } from '../compute/runtimes.ts';

export interface Settings {
  runtimes: RuntimeId[];
  /** Of the shapes. */
  shapes: string[];
  /** Whether the gradients are timed too, where the framework has any. */
  gradients: boolean;
  /** Of the frameworks' WebAssembly kernels. */
  threads: number;
  /** The least number of runs of each contestant. */
  runs: number;
}

/** Every shape that can be chosen, by its name in addresses. */
export const SHAPE_CHOICES: Readonly<Record<string, Shape>> = Object.fromEntries(
  [SMALL_SHAPE, ...SHAPES, LARGE_SHAPE].map((shape) => [
    `${shape.channels}x${shape.size}x${shape.size}k${shape.kernelSize}`,
    shape,
  ]),
);

const RUNTIME_IDS: readonly RuntimeId[] = RUNTIMES.map(({ id }) => id);

export const MIN_RUNS = 5;
export const MAX_RUNS = 1000;
const MAX_THREADS = 64;

export function defaultSettings(): Settings {
  return {
    // tfjs's own operators take seconds on its CPU backend.
    runtimes: RUNTIME_IDS.filter((id) => id !== 'tfjs-cpu'),
    shapes: ['64x28x28k7'],
    gradients: false,
    threads: 1,
    runs: 11,
  };
}

/** What an address asks for; whatever it does not say, or says wrongly, is the default. */
export function settingsOf(query: string): Settings {
  const parameters = new URLSearchParams(query);
  const settings = defaultSettings();
  const chosen = <Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice[]) => {
    const asked = parameters.get(name)?.split(',');
    return asked ? choices.filter((choice) => asked.includes(choice)) : otherwise;
  };
  const count = (name: string, min: number, max: number, otherwise: number) => {
    const asked = Number(parameters.get(name) ?? otherwise);
    return Number.isInteger(asked) && asked >= min && asked <= max ? asked : otherwise;
  };
  return {
    runtimes: chosen('runtimes', RUNTIME_IDS, settings.runtimes),
    shapes: chosen('shapes', Object.keys(SHAPE_CHOICES), settings.shapes),
    gradients: parameters.get('gradients') === '1',
    threads: count('threads', 1, MAX_THREADS, settings.threads),
    runs: count('runs', MIN_RUNS, MAX_RUNS, settings.runs),
  };
}

/** With the question mark; the same for whatever order things were chosen in. */
export function queryOf({ runtimes, shapes, gradients, threads, runs }: Settings): string {
  const parameters = new URLSearchParams({
    runtimes: RUNTIME_IDS.filter((id) => runtimes.includes(id)).join(','),
    shapes: Object.keys(SHAPE_CHOICES)
      .filter((id) => shapes.includes(id))
      .join(','),
    gradients: gradients ? '1' : '0',
    threads: String(threads),
    runs: String(runs),
  });
  return `?${String(parameters).replaceAll('%2C', ',')}`;
}
