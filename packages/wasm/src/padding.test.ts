// Padding never creates a NaN: a weight over padding is left out, whatever it is.
import { kernelShapeFor, resolveGeometry, sizeOf, stridesOf, xShapeOf, yShapeOf } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, supportedBuilds } from './index.ts';

const layouts = {
  members: { dataFormat: 'NHWC', channels: 32, groups: 2 },
  lanes: { dataFormat: 'NHWC', channels: 8, groups: 4, channelGrouping: 'interleaved' },
  columns: { dataFormat: 'NCHW', channels: 10, groups: 2 },
} as const;

describe.each(supportedBuilds())('the %s build', (build) => {
  it.each(Object.entries(layouts))('leaves out infinite and NaN weights over padding, %s', (_name, layout) => {
    const { dataFormat, channels, ...dialect } = layout;
    const xShape = dataFormat === 'NHWC' ? [1, 5, 9, channels] : [1, channels, 5, 9];
    const options = { kernelSize: 5, strides: 2, pad: 3, dataFormat, ...dialect };
    const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
    const kernel = new Float32Array(sizeOf(kernelShapeFor(xShape, options))).fill(1);
    const { kernel: strides } = stridesOf(geometry);
    let outside = 0;
    for (let g = 0; g < geometry.groups; g++) {
      for (let i = 0; i < geometry.outHeight; i++) {
        for (let j = 0; j < geometry.outWidth; j++) {
          for (let u = 0; u < 5; u++) {
            for (let v = 0; v < 5; v++) {
              const [row, column] = [i * 2 + u - 3, j * 2 + v - 3];
              if (row >= 0 && row < 5 && column >= 0 && column < 9) continue;
              const at = i * strides.row + j * strides.column + g * strides.group + u * strides.tapRow;
              kernel[at + v * strides.tapColumn] = outside++ % 2 ? Number.NaN : Number.POSITIVE_INFINITY;
            }
          }
        }
      }
    }
    expect(outside).toBeGreaterThan(100);
    const wasm = loadInvolutionWasm({ build });
    const ones = (shape: readonly number[]) => new Float32Array(sizeOf(shape)).fill(1);
    const y = wasm.compute('forward', geometry, [ones(xShapeOf(geometry)), kernel]);
    const dx = wasm.compute('gradInput', geometry, [ones(yShapeOf(geometry)), kernel]);
    expect(y.every(Number.isInteger)).toBe(true);
    expect(dx.every(Number.isInteger)).toBe(true);
  });
});
