// Padding never creates a NaN: a weight over padding is left out, whatever it is.
import { kernelShapeFor, resolveGeometry, sizeOf, stridesOf, xShapeOf, yShapeOf } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, supportedBuilds } from './index.ts';

const layouts = {
  channels: { dataFormat: 'channelsLast', channels: 32, groups: 2 },
  groups: { dataFormat: 'channelsLast', channels: 8, groups: 4, channelGrouping: 'interleaved' },
  columns: { dataFormat: 'channelsFirst', channels: 10, groups: 2 },
} as const;

describe.each(supportedBuilds())('the %s build', (build) => {
  it.each(Object.entries(layouts))('leaves out infinite and NaN weights over padding, %s', (_name, layout) => {
    const { dataFormat, channels, ...dialect } = layout;
    const xShape = dataFormat === 'channelsLast' ? [1, 5, 9, channels] : [1, channels, 5, 9];
    const options = { kernelSize: 5, strides: 2, pad: 3, dataFormat, ...dialect };
    const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
    const kernel = new Float32Array(sizeOf(kernelShapeFor(xShape, options))).fill(1);
    const { kernel: strides } = stridesOf(geometry);
    const [outHeight, outWidth] = geometry.axes.map(({ outSize }) => outSize) as [number, number];
    const [row, column] = strides.spatial as [number, number];
    const [tapRow, tapColumn] = strides.taps as [number, number];
    let outside = 0;
    for (let g = 0; g < geometry.groups; g++) {
      for (let i = 0; i < outHeight; i++) {
        for (let j = 0; j < outWidth; j++) {
          for (let u = 0; u < 5; u++) {
            for (let v = 0; v < 5; v++) {
              const [inRow, inColumn] = [i * 2 + u - 3, j * 2 + v - 3];
              if (inRow >= 0 && inRow < 5 && inColumn >= 0 && inColumn < 9) continue;
              const at = i * row + j * column + g * strides.group + u * tapRow;
              kernel[at + v * tapColumn] = outside++ % 2 ? Number.NaN : Number.POSITIVE_INFINITY;
            }
          }
        }
      }
    }
    expect(outside).toBeGreaterThan(100);
    const wasm = loadInvolutionWasm({ build });
    const ones = (shape: readonly number[]) => new Float32Array(sizeOf(shape)).fill(1);
    const y = wasm.compute('forward', geometry, { x: ones(xShapeOf(geometry)), kernel });
    const dx = wasm.compute('gradInput', geometry, { dy: ones(yShapeOf(geometry)), kernel });
    expect(y.every(Number.isInteger)).toBe(true);
    expect(dx.every(Number.isInteger)).toBe(true);
  });
});
