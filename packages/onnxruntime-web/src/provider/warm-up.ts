import {
  type InvolutionOptions,
  kernelShapeFor,
  resolveFusedGeometry,
  resolveGeometry,
  sizeOf,
} from '@involution/core';
import type { Block, ForwardWasm } from '@involution/wasm';
import { axesOf } from './convolution-axes.ts';

/** After which V8 compiles the kernels anew. */
const CALLS = 8;

const OPTIONS: InvolutionOptions & { groups: number } = {
  kernelSize: 7,
  groups: 4,
  pad: 3,
  dataFormat: 'channelsFirst',
};
const CHANNELS = 64;
const POOLS = ['maximum', 'mean'] as const;
/** Of 3×3 taps, as stems have them. */
const WINDOW = [0, 1].map(() => ({ kernelSize: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 1 }));
const FEATURES = 16;
/** Of a map for each kernel of involutions: narrow ones have one of their own. */
const SIZES = { wide: 14, narrow: 3 } as const;

/**
 * Calls on zeros what networks call. Engines compile a function when it is called first, and anew once it has run for some
 * milliseconds: much of that is over before somebody waits for a result, and V8 does it in other threads while onnxruntime loads.
 */
export function warmUp(wasm: ForwardWasm): void {
  const blocks: Block[] = [];
  const keep = (block: Block) => {
    blocks.push(block);
    return block;
  };
  const zeros = (shape: readonly number[]) => keep(wasm.put(new Float32Array(sizeOf(shape))));
  const xShapeOf = (size: number) => [1, CHANNELS, size, size];
  const involutionOf = (size: number) => {
    const kernelShape = kernelShapeFor(xShapeOf(size), OPTIONS);
    const operands = { x: zeros(xShapeOf(size)), kernel: zeros(kernelShape) };
    return { geometry: resolveGeometry(xShapeOf(size), kernelShape, OPTIONS), operands };
  };
  try {
    const involutions = Object.values(SIZES).map(involutionOf);
    const { x } = involutions[0]!.operands;
    const xShape = xShapeOf(SIZES.wide);
    const spanCount = kernelShapeFor(xShape, OPTIONS)[1]!;
    const shapes = { x: xShape, features: [1, FEATURES, SIZES.wide, SIZES.wide], spanWeights: [FEATURES, spanCount] };
    const fused = resolveFusedGeometry(shapes, OPTIONS);
    const [features, spanWeights, spanBias] = [shapes.features, shapes.spanWeights, [spanCount]].map(zeros);
    const convolutions = [[], WINDOW].map((window) => {
      const axes = axesOf('', window, xShape.slice(2));
      const taps = sizeOf(axes.map(({ kernelSize }) => kernelSize));
      return {
        batchSize: 1,
        channels: CHANNELS,
        outputChannels: CHANNELS,
        axes,
        weights: keep(wasm.putWeights(new Float32Array(CHANNELS ** 2 * taps), CHANNELS)),
        bias: zeros([CHANNELS]),
        isRectified: true,
      };
    });
    for (let k = 0; k < CALLS; k++) {
      for (const { geometry, operands } of involutions) keep(wasm.involution(geometry, operands));
      keep(wasm.fusedInvolution(fused, { x, features: features!, spanWeights: spanWeights!, spanBias: spanBias! }));
      for (const convolution of convolutions) keep(wasm.convolution(x, convolution));
      for (const of of POOLS) keep(wasm.pool(x, { of, channels: CHANNELS, axes: convolutions[1]!.axes }));
    }
  } finally {
    for (const block of blocks) wasm.free(block);
  }
}
