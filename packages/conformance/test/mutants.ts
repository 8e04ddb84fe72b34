// The plain implementation with one deliberate bug each.
import { type Axis, InvolutionError, type InvolutionGeometry } from '@involution/core';
import type { ConformanceAdapter, OperationFunction } from '../src/adapter.ts';
import type { SuiteName } from '../src/manifest.ts';
import { type Parts, plainAdapter } from './plain.ts';

/** A wrong adapter, and the suites that must catch it: these and no others, of those that a bug could reach. */
export interface Mutant {
  adapter: ConformanceAdapter;
  caughtBy: readonly SuiteName[];
}

const truth = plainAdapter('truth');
const SUMS: readonly SuiteName[] = ['golden', 'generated'];

/** A wrong part. */
function wrongPart(name: string, change: Partial<Parts>, caughtBy: readonly SuiteName[] = SUMS): Mutant {
  return { adapter: plainAdapter(name, change), caughtBy };
}

/** A right implementation behind a wrong `forward`. */
function wrongForward(
  name: string,
  forward: OperationFunction,
  caughtBy: readonly SuiteName[],
  others: Partial<ConformanceAdapter> = {},
): Mutant {
  return { adapter: { ...truth, name, forward, ...others }, caughtBy };
}

/** A `forward` that does this instead of throwing the right error. */
function onError(then: OperationFunction): OperationFunction {
  return (inputs) => {
    try {
      return truth.forward(inputs);
    } catch {
      return then(inputs);
    }
  };
}

/** A geometry that is wrong about its first axis. */
function withFirstAxis(g: InvolutionGeometry, change: (axis: Axis) => Axis): InvolutionGeometry {
  const [first, ...others] = g.axes;
  return { ...g, axes: [change(first!), ...others] };
}

let flips = 0;
let live = 0;

export const mutants: readonly Mutant[] = [
  wrongPart('transposed taps', { tap: (tap, isCube) => (isCube ? [...tap].reverse() : tap) }),
  wrongPart('group-major read as tap-major', { geometry: (g) => ({ ...g, kernelOrder: 'tap-major' }) }),
  wrongPart('interleaved read as blocked', { geometry: (g) => ({ ...g, channelGrouping: 'blocked' }) }),
  wrongPart('missing pad row', {
    geometry: (g) => withFirstAxis(g, (axis) => ({ ...axis, padBefore: Math.max(0, axis.padBefore - 1) })),
  }),
  wrongPart('stride ignored in x', { column: (j, v, axis) => j + v * axis.dilation - axis.padBefore }),
  wrongPart('dilation ignored in x', { column: (j, v, axis) => j * axis.stride + v - axis.padBefore }),
  wrongPart('wrong column in gradInput', { gradColumn: (row, _, axis) => Math.min(row, axis.inSize - 1) }),
  wrongPart(
    'off by one in a partial tile',
    { outColumn: (j, { outSize }) => (j >= outSize - (outSize % 16) && j > 15 ? j - 1 : j) },
    ['generated'],
  ),
  wrongPart('one ulp × 100 noise', { finish: (value) => Math.fround(value * (1 + 100 * 2 ** -23)) }),
  wrongPart('depth and height confused', {
    tap: (tap, isCube) => (isCube && tap.length === 3 ? [tap[1]!, tap[0]!, tap[2]!] : tap),
  }),
  wrongPart('zero weights skipped', { term: (a, b) => (a === 0 || b === 0 ? 0 : a * b) }, ['non-finite']),
  wrongPart('NaN turned into zero', { finish: (value) => Math.fround(Number.isNaN(value) ? 0 : value) }, [
    'non-finite',
  ]),
  wrongPart('weights multiplied with padding', { outside: (weight) => weight * 0 }, ['non-finite']),
  wrongPart(
    'subnormal numbers flushed, undeclared',
    { finish: (value) => (Math.abs(value) < 2 ** -126 ? 0 : Math.fround(value)) },
    ['range'],
  ),
  wrongPart('sums cut to the largest finite number', { finish: (value) => Math.fround(cut(value)) }, ['range']),
  wrongPart(
    'not the same twice',
    { finish: (value) => Math.fround(flips++ % 7 === 0 ? value * (1 + 2 ** -23) : value) },
    ['determinism'],
  ),
  wrongPart('dy of another shape taken', { checkDy() {} }, ['errors']),
  wrongForward(
    'refuses with a plain Error',
    onError(() => {
      throw new Error('bad input');
    }),
    ['errors'],
  ),
  wrongForward(
    'refuses with another code',
    onError(() => {
      throw new InvolutionError('INVALID_DATA', 'x', 'x is bad.');
    }),
    ['errors'],
  ),
  wrongForward(
    'takes bad input',
    onError(({ x }) => x),
    ['errors', 'leaks'],
  ),
  wrongForward('takes integers', truth.forward, ['errors'], { forwardTyped: ({ x }) => x }),
  wrongForward('one axis taken for two', ({ x }) => x, ['errors'], { capabilities: { dataFormat: 'channelsLast' } }),
  wrongForward(
    'leaks',
    (inputs) => {
      live++;
      return truth.forward(inputs);
    },
    ['leaks'],
    { liveAllocations: () => live },
  ),
  wrongForward('wrong shape', async (inputs) => ({ ...(await truth.forward(inputs)), shape: [1] }), [
    'golden',
    'generated',
    'non-finite',
    'range',
  ]),
];

function cut(value: number): number {
  const largest = 2 ** 128 - 2 ** 104;
  return Number.isFinite(value) ? Math.min(largest, Math.max(-largest, value)) : value;
}
