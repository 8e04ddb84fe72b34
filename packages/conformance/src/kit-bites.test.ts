// Proves that the kit bites: a correct plain implementation passes everything, and each deliberate bug in it is caught.
import {
  InvolutionError,
  type InvolutionGeometry,
  type NdArray,
  resolveGeometry,
  sizeOf,
  stridesOf,
} from '@involution/core';
import { describe, expect, it } from 'vitest';
import type { CaseInputs, ConformanceAdapter, Quantity } from './adapter.ts';
import { runConformance } from './run.ts';
import type { SuiteName } from './test-definition.ts';

/** Everything that a bug can get wrong. `correct` is the truth; a wrong adapter replaces one part. */
interface Parts {
  /** What the backend believes the geometry to be. */
  geometry(g: InvolutionGeometry): InvolutionGeometry;
  /** Where tap (u, v) of the kernel is read. */
  tap(u: number, v: number, g: InvolutionGeometry): [u: number, v: number];
  /** Column of x under output column j and tap v. */
  column(j: number, v: number, g: InvolutionGeometry): number;
  /** Column of x to which gradInput adds. */
  gradColumn(row: number, column: number, g: InvolutionGeometry): number;
  /** Column of y to which output column j is written. */
  outColumn(j: number, g: InvolutionGeometry): number;
  /** The last word on each element of a result. */
  finish(value: number): number;
  term(a: number, b: number): number;
}

const correct: Parts = {
  geometry: (g) => g,
  tap: (u, v) => [u, v],
  column: (j, v, g) => j * g.strideWidth + v * g.dilationWidth - g.padLeft,
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
  const run = (quantity: Quantity) => (inputs: CaseInputs) => compute(parts, quantity, inputs);
  return {
    name,
    capabilities: { dataFormat: 'NHWC' },
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

function compute(parts: Parts, quantity: Quantity, { x, kernel, dy, options }: CaseInputs): NdArray {
  const g = parts.geometry(resolveGeometry(x.shape, kernel.shape, options));
  const strides = stridesOf(g);
  const yShape = [g.batchSize, g.outHeight, g.outWidth, g.channels];
  const shape = { forward: yShape, gradInput: x.shape, gradKernel: kernel.shape }[quantity];
  const result = new Float64Array(sizeOf(shape));
  const add = (at: number, a: number, b: number) => {
    result[at] += parts.term(a, b);
  };
  for (let n = 0; n < g.batchSize; n++)
    for (let i = 0; i < g.outHeight; i++)
      for (let j = 0; j < g.outWidth; j++)
        for (let u = 0; u < g.kernelHeight; u++)
          for (let v = 0; v < g.kernelWidth; v++)
            for (let c = 0; c < g.channels; c++) {
              const row = i * g.strideHeight + u * g.dilationHeight - g.padTop;
              const column = parts.column(j, v, g);
              const isInside = row >= 0 && row < g.inHeight && column >= 0 && column < g.inWidth;
              if (!isInside) continue;
              const group = g.channelGrouping === 'blocked' ? Math.floor(c / g.channelsPerGroup) : c % g.groups;
              const [ku, kv] = parts.tap(u, v, g);
              const yAt = n * strides.y.batch + i * strides.y.row + parts.outColumn(j, g) * strides.y.column + c;
              const at = (w: number) => n * strides.x.batch + row * strides.x.row + w * strides.x.column + c;
              const kernelAt =
                n * strides.kernel.batch +
                i * strides.kernel.row +
                j * strides.kernel.column +
                group * strides.kernel.group +
                ku * strides.kernel.tapRow +
                kv * strides.kernel.tapColumn;
              if (quantity === 'forward') add(yAt, kernel.data[kernelAt], x.data[at(column)]);
              if (quantity === 'gradInput')
                add(at(parts.gradColumn(row, column, g)), kernel.data[kernelAt], dy.data[yAt]);
              if (quantity === 'gradKernel') add(kernelAt, x.data[at(column)], dy.data[yAt]);
            }
  return { data: Float32Array.from(result, parts.finish), shape };
}

/** A wrong adapter, and the suites that must catch it. */
interface WrongAdapter {
  adapter: ConformanceAdapter;
  caughtBy: SuiteName[];
}

const isSquare = (g: InvolutionGeometry) => g.kernelHeight === g.kernelWidth;
const truth = adapterOf('truth');
let flips = 0;

const wrong: WrongAdapter[] = [
  {
    adapter: adapterOf('transposed taps', { tap: (u, v, g) => (isSquare(g) ? [v, u] : [u, v]) }),
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
    adapter: adapterOf('missing pad row', { geometry: (g) => ({ ...g, padTop: Math.max(0, g.padTop - 1) }) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('stride ignored in x', { column: (j, v, g) => j + v * g.dilationWidth - g.padLeft }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('dilation ignored in x', { column: (j, v, g) => j * g.strideWidth + v - g.padLeft }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('wrong column in gradInput', { gradColumn: (row, _, g) => Math.min(row, g.inWidth - 1) }),
    caughtBy: ['golden', 'generated'],
  },
  {
    adapter: adapterOf('off by one in a partial tile', {
      outColumn: (j, g) => (j >= g.outWidth - (g.outWidth % 16) && j > 15 ? j - 1 : j),
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
            throw new InvolutionError('INVALID_DATA', 'x', 'bad', 'good');
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
    expect(report.worst?.share).toBeGreaterThan(0);
  });

  it.for(wrong.map((w) => [w.adapter.name, w] as const))('catches: %s', async ([, { adapter, caughtBy }]) => {
    const report = await runConformance(adapter, { filter: ({ suite }) => caughtBy.includes(suite) });
    const biting = report.suites.filter((suite) => suite.failed > 0).map((suite) => suite.suite);
    expect(biting).toEqual(caughtBy);
  });
});
