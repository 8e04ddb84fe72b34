// A fused call on tfjs's arrays. The WebAssembly kernels work on copies, which would take as much memory again as all tensors of
// a large image: they are given band after band of its rows.
import {
  bandOf,
  type FusedGeometry,
  type FusedOperands,
  intervalsOf,
  planarAxes,
  sizeOf,
  yShapeOf,
} from '@involution/core';
import type { OwnInvolutionWasm } from '@involution/wasm';

/** The most bytes of a band of y. */
const MAX_BAND_BYTES = 32 * 2 ** 20;

/**
 * y of a fused involution.
 *
 * @param kernels Those that are called for each band.
 * @param maxBytes Of a band of y. Default: 32 MiB.
 */
export function computeByBands(
  kernels: OwnInvolutionWasm,
  geometry: FusedGeometry,
  { x, features, ...span }: FusedOperands<Float32Array>,
  maxBytes = MAX_BAND_BYTES,
): Float32Array {
  const [height, width] = planarAxes(geometry, 'bands of rows');
  const { batchSize, channels, featureCount } = geometry;
  const values = sizeOf(yShapeOf(geometry));
  const maxRows = Math.floor((maxBytes / values / Float32Array.BYTES_PER_ELEMENT) * batchSize * height.outSize);
  if (batchSize * height.outSize <= maxRows) return kernels.compute('fusedForward', geometry, { x, features, ...span });
  const y = new Float32Array(values);
  const xRow = width.inSize * channels;
  const featuresRow = width.outSize * featureCount;
  const yRow = width.outSize * channels;
  for (let image = 0; image < batchSize; image++) {
    const [firstInput, firstOutput] = [image * height.inSize, image * height.outSize];
    for (const { begin, end } of intervalsOf(height.outSize, Math.max(1, maxRows))) {
      const { axis, inputs } = bandOf(height, begin, end);
      // A band in the padding is zeros.
      if (inputs.begin === inputs.end) continue;
      const operands = {
        ...span,
        x: x.subarray((firstInput + inputs.begin) * xRow, (firstInput + inputs.end) * xRow),
        features: features.subarray((firstOutput + begin) * featuresRow, (firstOutput + end) * featuresRow),
      };
      const ofBand = { ...geometry, batchSize: 1, axes: [axis, width] };
      // Into its place: bands that are dropped would be collected late.
      const band = y.subarray((firstOutput + begin) * yRow, (firstOutput + end) * yRow);
      kernels.compute('fusedForward', ofBand, operands, band);
    }
  }
  return y;
}
