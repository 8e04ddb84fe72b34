import { type Interval, intervalsOf, maxKernelRows, planarAxes } from '@involution/core';
import { type FusedInvolutionCall, generateKernel } from '@involution/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { slice, type Tensor, type Tensor4D, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { shaderFor } from './choose-shader.ts';
import { texelsOf } from './limits.ts';
import { runShader } from './run.ts';
import { currentSettings } from './settings.ts';

/**
 * Computes one fused call on tfjs's WebGL backend, where the kernel tensor would be too large: it is made for some rows of y
 * at a time, and each run of the shader writes these rows into the one texture of y.
 *
 * @param maxRows Of y, whose kernels are made at once. Default: as many as have a kernel tensor that is not too large.
 * @returns y; `undefined` where one kernel tensor does.
 * @throws InvolutionError as `compute`.
 */
export function computeFused(
  { geometry, operands, outputShape, backend }: FusedInvolutionCall<MathBackendWebGL>,
  maxRows: number = maxKernelRows(geometry),
): TensorInfo | undefined {
  const [height, width] = planarAxes(geometry, 'bands of rows');
  if (height.outSize <= maxRows) return undefined;
  const { x, spanWeights, spanBias } = operands as Record<keyof typeof operands, Tensor>;
  const features = operands.features as Tensor4D;
  const [batch, , columns, count] = features.shape;
  const rows = intervalsOf(height.outSize, maxRows)[0]!.end;
  const spanGeometry = { ...geometry, axes: [{ ...height, outSize: rows }, width] };
  const y = backend.makeTensorInfo(outputShape, 'float32');
  try {
    for (let row = 0; row < height.outSize; row += rows) {
      // Some rows twice rather than a last band of its own size, for whose kernel tensor no texture would lie ready.
      const begin = Math.min(row, height.outSize - rows);
      const band = { begin, end: begin + rows };
      tidy(() => {
        const inBand = slice(features, [0, begin, 0, 0], [batch, rows, columns, count]);
        const kernel = generateKernel({ features: inBand, spanWeights, spanBias }, spanGeometry);
        const shader = shaderFor('forward', geometry, currentSettings(), band);
        const texels = texelsOfRows(band, outputShape, shader.isPacked);
        runShader(backend, shader, { x, kernel }, outputShape, { tensor: y, texels });
      });
    }
  } catch (error) {
    backend.disposeData(y.dataId);
    throw error;
  }
  return y;
}

/** From a band of the first image to that of the last. */
function texelsOfRows({ begin, end }: Interval, shape: readonly number[], isPacked: boolean): Interval {
  const [batch, height, ...row] = shape as [number, number, number, number];
  const texelsUpTo = (image: number, rows: number) => texelsOf([image * height + rows, ...row], isPacked);
  return { begin: texelsUpTo(0, begin), end: texelsUpTo(batch - 1, end) };
}
