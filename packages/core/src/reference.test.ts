import { describe, expect, it } from 'vitest';
import { resolveGeometry } from './geometry.ts';
import { involution, involutionGradInput, involutionGradKernel } from './reference.ts';
import { stridesOf } from './strides.ts';

const ramp = (shape: number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { data: Float64Array.from({ length: size }, (_, k) => ((k * 37) % 19) - 9), shape };
};

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, k) => sum + value * b[k]!, 0);

describe('involution', () => {
  it('is the identity for a one-hot kernel', () => {
    const x = ramp([1, 4, 5, 6]);
    const kernel = {
      data: Array.from({ length: 4 * 5 * 2 * 9 }, (_, k) => (k % 9 === 4 ? 1 : 0)),
      shape: [1, 4, 5, 18],
    };
    expect(involution(x, kernel, { kernelSize: 3 }).data).toEqual(x.data);
  });

  it('sums |terms| beside the value', () => {
    const x = { data: [1, -2, 3], shape: [1, 1, 3, 1] };
    const kernel = { data: [1, 1, 1], shape: [1, 1, 1, 3] };
    const y = involution(x, kernel, { kernelSize: [1, 3], pad: 'valid' });
    expect([y.data[0], y.magnitude[0], y.shape]).toEqual([2, 6, [1, 1, 1, 1]]);
  });

  it('leaves padding out, so that an infinite weight there makes no NaN', () => {
    const x = { data: [2], shape: [1, 1, 1, 1] };
    const kernel = { data: [Number.POSITIVE_INFINITY, 3, Number.NaN], shape: [1, 1, 1, 3] };
    expect(involution(x, kernel, { kernelSize: [1, 3] }).data).toEqual(Float64Array.of(6));
  });

  it('refuses data that does not fill its shape', () => {
    const x = { data: [1, 2], shape: [1, 1, 1, 1] };
    const kernel = { data: [1], shape: [1, 1, 1, 1] };
    expect(() => involution(x, kernel, { kernelSize: 1 })).toThrow(
      'x has 2 values, but its shape [1, 1, 1, 1] asks for 1.',
    );
  });
});

describe.each([
  ['one spatial axis', [2, 9, 6], [2, 4, 2 * 3], { kernelSize: 3, strides: 2, pad: [[0, 1]] }],
  ['three spatial axes', [1, 3, 4, 5, 4], [1, 3, 2, 5, 2 * 6], { kernelSize: [1, 2, 3], strides: [1, 2, 1] }],
] as const)('%s', (_name, xShape, kernelShape, options) => {
  it('are adjoint: ⟨y, dy⟩ = ⟨x, dx⟩ = ⟨kernel, dkernel⟩', () => {
    const [x, kernel] = [ramp([...xShape]), ramp([...kernelShape])];
    const y = involution(x, kernel, options);
    const dy = ramp(y.shape);
    const dx = involutionGradInput(dy, kernel, x.shape, options);
    const dKernel = involutionGradKernel(dy, x, kernel.shape, options);
    expect(dot(y.data, dy.data)).not.toBe(0);
    expect(dot(x.data, dx.data)).toBe(dot(y.data, dy.data));
    expect(dot(kernel.data, dKernel.data)).toBe(dot(y.data, dy.data));
    expect([dx.shape, dKernel.shape]).toEqual([x.shape, kernel.shape]);
  });
});

describe('the gradients', () => {
  const x = ramp([2, 5, 4, 6]);
  const kernel = ramp([2, 3, 2, 2 * 6]);
  const dy = ramp([2, 3, 2, 6]);
  const options = { kernelSize: [2, 3], strides: 2, dilations: [1, 2] } as const;

  it('are adjoint to the forward pass: ⟨y, dy⟩ = ⟨x, dx⟩ = ⟨kernel, dkernel⟩', () => {
    const y = involution(x, kernel, options);
    const dx = involutionGradInput(dy, kernel, x.shape, options);
    const dKernel = involutionGradKernel(dy, x, kernel.shape, options);
    expect(dot(y.data, dy.data)).not.toBe(0);
    expect(dot(x.data, dx.data)).toBe(dot(y.data, dy.data));
    expect(dot(kernel.data, dKernel.data)).toBe(dot(y.data, dy.data));
    expect([dx.shape, dKernel.shape]).toEqual([x.shape, kernel.shape]);
  });

  it('refuse a dy that is not of the shape of y', () => {
    const bad = ramp([2, 2, 3, 6]);
    expect(() => involutionGradInput(bad, kernel, x.shape, options)).toThrow(
      'dy is [2, 2, 3, 6], but must be [2, 3, 2, 6].',
    );
    expect(() => involutionGradKernel(bad, x, kernel.shape, options)).toThrow(
      expect.objectContaining({ code: 'DY_SHAPE_MISMATCH' }),
    );
  });
});

describe('stridesOf', () => {
  it('follows data format, kernel order and channel grouping', () => {
    const g = resolveGeometry([1, 5, 6, 8], [1, 5, 6, 18], {
      kernelSize: 3,
      kernelOrder: 'tap-major',
      channelGrouping: 'interleaved',
    });
    expect(stridesOf(g)).toEqual({
      x: { batch: 240, spatial: [48, 8], group: 1, channelInGroup: 2 },
      y: { batch: 240, spatial: [48, 8], group: 1, channelInGroup: 2 },
      kernel: { batch: 540, spatial: [108, 18], group: 1, taps: [6, 2] },
    });
    const first = resolveGeometry([1, 8, 5, 6], [1, 18, 5, 6], { kernelSize: 3, dataFormat: 'channelsFirst' });
    expect(stridesOf(first)).toEqual({
      x: { batch: 240, spatial: [6, 1], group: 120, channelInGroup: 30 },
      y: { batch: 240, spatial: [6, 1], group: 120, channelInGroup: 30 },
      kernel: { batch: 540, spatial: [6, 1], group: 270, taps: [90, 30] },
    });
  });

  it('has as many distances as there are axes', () => {
    const volume = resolveGeometry([1, 2, 3, 4, 6], [1, 2, 3, 4, 2 * 12], { kernelSize: [3, 2, 2] });
    expect(stridesOf(volume)).toEqual({
      x: { batch: 144, spatial: [72, 24, 6], group: 3, channelInGroup: 1 },
      y: { batch: 144, spatial: [72, 24, 6], group: 3, channelInGroup: 1 },
      kernel: { batch: 576, spatial: [288, 96, 24], group: 12, taps: [4, 2, 1] },
    });
    const line = resolveGeometry([2, 5, 4], [2, 5, 6], { kernelSize: 3 });
    expect(stridesOf(line).kernel).toEqual({ batch: 30, spatial: [6], group: 3, taps: [1] });
  });
});
