// Mutation tests of the kit: a correct implementation passes everything, and each deliberate bug in it is caught.
import {
  type Axis,
  InvolutionError,
  type InvolutionGeometry,
  type NdArray,
  type Operation,
  planarAxes,
  resolveGeometry,
  resultShapeOf,
  sizeOf,
  stridesOf,
  tapOffset,
} from '@involution/core';
import { describe, expect, it } from 'vitest';
import type { CaseInputs, ConformanceAdapter } from './adapter.ts';
import { runConformance } from './run.ts';
import type { SuiteName } from './test-definition.ts';

/** Everything that a bug can get wrong. `correct` is the truth; a wrong adapter replaces one part. */
interface Parts {
  /** What the backend believes the geometry to be. */
  geometry(g: InvolutionGeometry): InvolutionGeometry;
  /** Where tap (u, v) of the kernel is read. */
  tap(u: number, v: number, isSquare: boolean): [u: number, v: number];
  /** Column of x under output column j and tap v. */
  column(j: number, v: number, width: Axis): number;
  /** Column of x to which gradInput adds. */
  gradColumn(row: number, column: number, width: Axis): number;
  /** Column of y to which output column j is written. */
  outColumn(j: number, width: Axis): number;
  /** The last word on each element of a result. */
  finish(value: number): number;
  term(a: number, b: number): number;
}

const correct: Parts = {
  geometry: (g) => g,
  tap: (u, v) => [u, v],
  column: (j, v, width) => j * width.stride + tapOffset(width, v),
  gradColumn: (_, column) => column,
  outColumn: (j) => j,
  finish: Math.fround,
  term: (a, b) => a * b,
};

let live = 0;

/** A plain implementation in NHWC, assembled from parts. */
function adapterOf(
  name: string,
  change: Partial<Parts> = {},
  replace: Partial<ConformanceAdapter> = {},
): ConformanceAdapter {
  const parts = { ...correct, ...change };
  const run = (operation: Operation) => (inputs: CaseInputs) => compute(parts, operation, inputs);
  return {
    name,
    capabilities: { dataFormat: 'channelsLast' },
    knownFailures: {},
    unitRoundoff: 2 ** -24,
    init() {},
    forward: run('forward'),
    gradInput: run('gradInput'),
    gradKernel: run('gradKernel'),
    liveAllocations: () => live,
    dispose() {},
    ...replace,
  };
}

function compute(parts: Parts, operation: Operation, { x, kernel, dy, options }: CaseInputs): NdArray {
  const g = parts.geometry(resolveGeometry(x.shape, kernel.shape, options));
  const [height, width] = planarAxes(g, 'loops');
  const at = stridesOf(g);
  const shape = resultShapeOf(g, operation);
  const result = new Float64Array(sizeOf(shape));
  const add = (index: number, a: number, b: number) => {
    result[index]! += parts.term(a, b);
  };
  const pixel = ([row, column]: readonly number[], i: number, j: number) => i * row! + j * column!;
  for (let n = 0; n < g.batchSize; n++)
    for (let i = 0; i < height.outSize; i++)
      for (let j = 0; j < width.outSize; j++)
        for (let u = 0; u < height.kernelSize; u++)
          for (let v = 0; v < width.kernelSize; v++)
            for (let c = 0; c < g.channels; c++) {
              const row = i * height.stride + tapOffset(height, u);
              const column = parts.column(j, v, width);
              const isInside = row >= 0 && row < height.inSize && column >= 0 && column < width.inSize;
              if (!isInside) continue;
              const group = g.channelGrouping === 'blocked' ? Math.floor(c / g.channelsPerGroup) : c % g.groups;
              const [ku, kv] = parts.tap(u, v, height.kernelSize === width.kernelSize);
              const yAt = n * at.y.batch + pixel(at.y.spatial, i, parts.outColumn(j, width)) + c;
              const xAt = (w: number) => n * at.x.batch + pixel(at.x.spatial, row, w) + c;
              const kernelAt =
                n * at.kernel.batch +
                pixel(at.kernel.spatial, i, j) +
                group * at.kernel.group +
                pixel(at.kernel.taps, ku, kv);
              const weight = kernel.data[kernelAt]!;
              if (operation === 'forward') add(yAt, weight, x.data[xAt(column)]!);
              if (operation === 'gradInput') add(xAt(parts.gradColumn(row, column, width)), weight, dy.data[yAt]!);
              if (operation === 'gradKernel') add(kernelAt, x.data[xAt(column)]!, dy.data[yAt]!);
            }
  return { data: Float32Array.from(result, parts.finish), shape };
}

/** A geometry that is wrong about its height. */
function withHeight(g: InvolutionGeometry, change: (height: Axis) => Axis): InvolutionGeometry {
  const [height, width] = planarAxes(g, 'loops');
  return { ...g, axes: [change(height), width] };
}

/** A wrong adapter, and the suites that must catch it. */
interface WrongAdapter {
  adapter: ConformanceAdapter;
  caughtBy: SuiteName[];
}

const truth = adapterOf('truth');
let flips = 0;

const wrong: WrongAdapter[] = [
  {
    adapter: adapterOf('transposed taps', { tap: (u, v, isSquare) => (isSquare ? [v, u] : [u, v]) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('group-major read as tap-major', { geometry: (g) => ({ ...g, kernelOrder: 'tap-major' }) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('interleaved read as blocked', { geometry: (g) => ({ ...g, channelGrouping: 'blocked' }) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('missing pad row', {
      geometry: (g) => withHeight(g, (height) => ({ ...height, padBefore: Math.max(0, height.padBefore - 1) })),
    }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('stride ignored in x', { column: (j, v, width) => j + tapOffset(width, v) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('dilation ignored in x', { column: (j, v, width) => j * width.stride + v - width.padBefore }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('wrong column in gradInput', { gradColumn: (row, _, width) => Math.min(row, width.inSize - 1) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('off by one in a partial tile', {
      outColumn: (j, { outSize }) => (j >= outSize - (outSize % 16) && j > 15 ? j - 1 : j),
    }),
    caughtBy: ['generated'],
  },
  {
    adapter: adapterOf('one ulp × 100 noise', { finish: (value) => Math.fround(value * (1 + 100 * 2 ** -23)) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('zero weights skipped', { term: (a, b) => (a === 0 || b === 0 ? 0 : a * b) }),
    caughtBy: ['non-finite'],
  },
  {
    adapter: adapterOf('NaN turned into zero', { finish: (value) => Math.fround(Number.isNaN(value) ? 0 : value) }),
    caughtBy: ['non-finite'],
  },
  {
    adapter: adapterOf('not the same twice', {
      finish: (value) => Math.fround(flips++ % 7 === 0 ? value * (1 + 2 ** -23) : value),
    }),
    caughtBy: ['determinism'],
  },
  {
    adapter: adapterOf(
      'refuses with a plain Error',
      {},
      {
        forward: (inputs) => {
          try {
            return truth.forward(inputs);
          } catch {
            throw new Error('bad input');
          }
        },
      },
    ),
    caughtBy: ['errors'],
  },
  {
    adapter: adapterOf(
      'refuses with another code',
      {},
      {
        forward: (inputs) => {
          try {
            return truth.forward(inputs);
          } catch {
            throw new InvolutionError('INVALID_DATA', 'x', 'x is bad.');
          }
        },
      },
    ),
    caughtBy: ['errors'],
  },
  {
    adapter: adapterOf(
      'takes bad input',
      {},
      {
        forward: (inputs) => {
          try {
            return truth.forward(inputs);
          } catch {
            return inputs.x;
          }
        },
      },
    ),
    caughtBy: ['errors'],
  },
  {
    adapter: adapterOf(
      'leaks',
      {},
      {
        forward: (inputs) => {
          live++;
          return truth.forward(inputs);
        },
      },
    ),
    caughtBy: ['leaks'],
  },
  {
    adapter: adapterOf(
      'wrong shape',
      {},
      {
        forward: async (inputs) => ({ ...(await truth.forward(inputs)), shape: [1] }),
      },
    ),
    caughtBy: ['golden', 'generated', 'non-finite'],
  },
];

describe('the kit', () => {
  it('passes a correct adapter in every test', async () => {
    const report = await runConformance(adapterOf('correct'));
    expect(report.results.filter((result) => result.status !== 'passed')).toEqual([]);
    expect(report.passed).toBeGreaterThan(600);
    expect(report.worst?.normalizedError).toBeGreaterThan(0);
  });

  it.for(wrong.map((w) => [w.adapter.name, w] as const))('catches: %s', async ([, { adapter, caughtBy }]) => {
    const report = await runConformance(adapter, { filter: ({ suite }) => caughtBy.includes(suite) });
    const biting = report.suites.filter((suite) => suite.failed > 0).map((suite) => suite.suite);
    expect(biting).toEqual(caughtBy);
  });
});
