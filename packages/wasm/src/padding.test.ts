// Padding never creates a NaN: a weight over padding is left out, whatever it is.
import { kernelShapeFor, resolveGeometry, sizeOf, stridesOf, tapOffset, xShapeOf, yShapeOf } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, supportedBuilds } from './index.ts';

const layouts = {
  channels: { dataFormat: 'channelsLast', channels: 32, groups: 2 },
  groups: { dataFormat: 'channelsLast', channels: 8, groups: 4, channelGrouping: 'interleaved' },
  columns: { dataFormat: 'channelsFirst', channels: 10, groups: 2 },
  transposed: { dataFormat: 'channelsFirst', channels: 32, groups: 2 },
} as const;
const spatials = { lines: [9], images: [5, 9], volumes: [3, 5, 9] };
const names = Object.keys(spatials).flatMap((rank) => Object.keys(layouts).map((layout) => [layout, rank] as const));

describe.each(supportedBuilds())('the %s build', (build) => {
  it.each(names)('leaves out infinite and NaN weights over padding, %s of %s', (layout, rank) => {
    const { dataFormat, channels, ...dialect } = layouts[layout as keyof typeof layouts];
    const spatial = spatials[rank as keyof typeof spatials];
    const xShape = dataFormat === 'channelsLast' ? [1, ...spatial, channels] : [1, channels, ...spatial];
    const options = { kernelSize: 5, strides: 2, pad: 3, dataFormat, ...dialect };
    const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
    const kernel = new Float32Array(sizeOf(kernelShapeFor(xShape, options))).fill(1);
    const { kernel: strides } = stridesOf(geometry);
    const atGroups = Array.from({ length: geometry.groups }, (_, g) => ({ at: g * strides.group, isInside: true }));
    const weights = geometry.axes.reduce((all, axis, k) => {
      const outputs = Array.from({ length: axis.outSize }, (_, output) => output);
      const taps = Array.from({ length: axis.kernelSize }, (_, tap) => tap);
      const alongAxis = outputs.flatMap((output) =>
        taps.map((tap) => {
          const position = output * axis.stride + tapOffset(axis, tap);
          const at = output * strides.spatial[k]! + tap * strides.taps[k]!;
          return { at, isInside: position >= 0 && position < axis.inSize };
        }),
      );
      return all.flatMap((a) => alongAxis.map((b) => ({ at: a.at + b.at, isInside: a.isInside && b.isInside })));
    }, atGroups);
    expect(weights).toHaveLength(kernel.length);
    const outside = weights.filter(({ isInside }) => !isInside);
    outside.forEach(({ at }, k) => {
      kernel[at] = k % 2 ? Number.NaN : Number.POSITIVE_INFINITY;
    });
    expect(outside.length).toBeGreaterThan(10);
    const wasm = loadInvolutionWasm({ build });
    const ones = (shape: readonly number[]) => new Float32Array(sizeOf(shape)).fill(1);
    const y = wasm.compute('forward', geometry, { x: ones(xShapeOf(geometry)), kernel });
    const dx = wasm.compute('gradInput', geometry, { dy: ones(yShapeOf(geometry)), kernel });
    expect(y.every(Number.isInteger)).toBe(true);
    expect(dx.every(Number.isInteger)).toBe(true);
  });
});
