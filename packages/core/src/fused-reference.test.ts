import { describe, expect, it } from 'vitest';
import { type FusedShapes, fusedShapeOf, resolveFusedGeometry } from './fused-geometry.ts';
import { computeFusedGradients, computeFusedReference, fusedInvolution } from './fused-reference.ts';
import type { InvolutionOptions } from './options.ts';

const ramp = (shape: readonly number[], step: number) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { data: Float64Array.from({ length: size }, (_, k) => ((k * step) % 19) - 9), shape };
};

describe('fusedInvolution', () => {
  const shapes = { x: [2, 4, 5, 6], features: [2, 2, 3, 3], spanWeights: [3, 12], spanBias: [12] };
  const options = { kernelSize: [2, 3], strides: 2 } as const;
  const [x, features, spanWeights, spanBias] = Object.values(shapes).map((shape, k) =>
    ramp(shape, [37, 11, 7, 5][k]!),
  ) as [ReturnType<typeof ramp>, ReturnType<typeof ramp>, ReturnType<typeof ramp>, ReturnType<typeof ramp>];

  /** By the definition, position by position. */
  function expectedAt(n: number, i: number, j: number, c: number) {
    const terms: number[] = [];
    for (let u = 0; u < 2; u++) {
      for (let v = 0; v < 3; v++) {
        // 'same': of a height of 4 and a width of 5, one column is padded at each side.
        const [row, column] = [2 * i + u, 2 * j + v - 1];
        if (row >= 4 || column < 0 || column >= 5) continue;
        const k = Math.floor(c / 3) * 6 + u * 3 + v;
        const value = x.data[((n * 4 + row) * 5 + column) * 6 + c]!;
        terms.push(spanBias.data[k]! * value);
        for (let r = 0; r < 3; r++) {
          terms.push(features.data[((n * 2 + i) * 3 + j) * 3 + r]! * spanWeights.data[r * 12 + k]! * value);
        }
      }
    }
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    return [sum(terms), sum(terms.map(Math.abs))];
  }

  it('is what its definition says, with Σ|terms| beside it', () => {
    const y = fusedInvolution(x, features, spanWeights, spanBias, options);
    expect(y.shape).toEqual([2, 2, 3, 6]);
    let at = 0;
    for (let n = 0; n < 2; n++)
      for (let i = 0; i < 2; i++)
        for (let j = 0; j < 3; j++)
          for (let c = 0; c < 6; c++, at++) expect([y.data[at], y.magnitude[at]]).toEqual(expectedAt(n, i, j, c));
  });

  it('takes channels first, and no bias', () => {
    const first = ({ data, shape }: { data: Float64Array; shape: readonly number[] }) => {
      const [batch, height, width, channels] = shape as [number, number, number, number];
      const moved = Float64Array.from(data, (_, k) => {
        const [n, c, p] = [
          Math.floor(k / (height * width * channels)),
          Math.floor(k / (height * width)) % channels,
          k % (height * width),
        ];
        return data[(n * height * width + p) * channels + c]!;
      });
      return { data: moved, shape: [batch, channels, height, width] };
    };
    const last = fusedInvolution(x, features, spanWeights, undefined, options);
    const y = fusedInvolution(first(x), first(features), spanWeights, undefined, {
      ...options,
      dataFormat: 'channelsFirst',
    });
    expect(y).toEqual({
      ...first({ data: last.data, shape: last.shape }),
      magnitude: first({ data: last.magnitude, shape: last.shape }).data,
    });
  });

  it('refuses data that does not fill its shape', () => {
    expect(() => fusedInvolution(x, { ...features, data: [1] }, spanWeights, spanBias, options)).toThrow(
      'features has 1 values, but its shape [2, 2, 3, 3] asks for 36.',
    );
  });

  it.for<[string, Partial<FusedShapes>, Partial<InvolutionOptions>, string]>([
    [
      'weights of no matrix',
      { spanWeights: [1, 1, 3, 12] },
      {},
      'spanWeights is [1, 1, 3, 12], but must be [R, a multiple of 6]: R features by G·ΠK.',
    ],
    [
      'weights of part of a window',
      { spanWeights: [3, 13] },
      {},
      'spanWeights is [3, 13], but must be [R, a multiple of 6]',
    ],
    ['weights of other groups', {}, { groups: 3 }, 'spanWeights is [3, 12], but must be [R, 18]'],
    ['a bias of another length', { spanBias: [6] }, {}, 'spanBias is [6], but must be [12]'],
    ['features of another size', { features: [2, 4, 5, 3] }, {}, 'features is [2, 4, 5, 3], but must be [2, 2, 3, 3].'],
    [
      'features of other channels',
      { features: [2, 2, 3, 4] },
      {},
      'features is [2, 2, 3, 4], but must be [2, 2, 3, 3].',
    ],
    [
      'x without channels for its groups',
      { x: [2, 4, 5, 5] },
      {},
      'x is [2, 4, 5, 5], but must be of channels that are a multiple of 2 groups.',
    ],
  ])('refuses %s', ([, changed, more, message]) => {
    expect(() => resolveFusedGeometry({ ...shapes, ...changed }, { ...options, ...more })).toThrow(message);
  });

  it('knows the shapes of all that it reads', () => {
    const geometry = resolveFusedGeometry(shapes, options);
    for (const [name, shape] of Object.entries(shapes))
      expect(fusedShapeOf(geometry, name as keyof typeof shapes)).toEqual(shape);
    expect(fusedShapeOf(geometry, 'y')).toEqual([2, 2, 3, 6]);
  });
});

describe('computeFusedGradients', () => {
  const shapes = { x: [2, 3, 4, 4], features: [2, 2, 4, 3], spanWeights: [3, 12], spanBias: [12] };
  const options = { kernelSize: [2, 3], strides: [2, 1] } as const;
  const geometry = resolveFusedGeometry(shapes, options);
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const steps = { x: 37, features: 11, spanWeights: 7, spanBias: 5, dy: 23 };
  const values = (tensor: keyof typeof steps, shape: readonly number[]) => ramp(shape, steps[tensor]).data;
  const operands = {
    x: values('x', shapes.x),
    features: values('features', shapes.features),
    spanWeights: values('spanWeights', shapes.spanWeights),
    spanBias: values('spanBias', shapes.spanBias),
    dy: values('dy', fusedShapeOf(geometry, 'dy')),
  };

  it.each(names)('is how much Σ dy·y grows with each number of %s, in each of which y is linear', (name) => {
    const loss = (changed: Partial<typeof operands>) => {
      const y = computeFusedReference(geometry, { ...operands, ...changed }).data;
      return y.reduce((sum, value, k) => sum + value * operands.dy[k]!, 0);
    };
    const growth = operands[name].map((_, at) => {
      const grown = operands[name].map((value, k) => (k === at ? value + 1 : value));
      return loss({ [name]: grown }) - loss({});
    });
    const gradient = computeFusedGradients(geometry, operands)[name];
    expect(gradient).toMatchObject({ data: growth, shape: shapes[name] });
  });

  it('has beside each number what it is of absolute operands', () => {
    const of = (all: typeof operands) => computeFusedGradients(geometry, all);
    const absolute = of({
      x: operands.x.map(Math.abs),
      features: operands.features.map(Math.abs),
      spanWeights: operands.spanWeights.map(Math.abs),
      spanBias: operands.spanBias.map(Math.abs),
      dy: operands.dy.map(Math.abs),
    });
    for (const name of names) expect(of(operands)[name].magnitude).toEqual(absolute[name].data);
  });

  it('takes channels first', () => {
    const first = (data: Float64Array, [, height, width, channels]: readonly number[]) => {
      const positions = height! * width!;
      return Float64Array.from({ length: data.length }, (_, k) => {
        const [n, c, p] = [
          Math.floor(k / (positions * channels!)),
          Math.floor(k / positions) % channels!,
          k % positions,
        ];
        return data[(n * positions + p) * channels! + c]!;
      });
    };
    const turned = {
      ...operands,
      x: first(operands.x, shapes.x),
      features: first(operands.features, shapes.features),
      dy: first(operands.dy, fusedShapeOf(geometry, 'dy')),
    };
    const last = computeFusedGradients(geometry, operands);
    const result = computeFusedGradients({ ...geometry, dataFormat: 'channelsFirst' }, turned);
    expect(result.x.data).toEqual(first(last.x.data, shapes.x));
    expect(result.features.data).toEqual(first(last.features.data, shapes.features));
    expect(result.spanWeights).toEqual(last.spanWeights);
    expect(result.spanBias).toEqual(last.spanBias);
  });
});
