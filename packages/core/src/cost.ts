import { type InvolutionGeometry, kernelShapeOf, outputPositions, tapCount, xShapeOf, yShapeOf } from './geometry.ts';
import { sizeOf } from './shape.ts';

/** What one run of something costs, for float32. */
export interface Cost {
  /** Learned numbers. */
  params: number;
  /** Multiply-adds, taps in the padding included, as papers count them. */
  multiplyAdds: number;
  /** Bytes read and written when every operand is read once and every result written once. */
  bytes: number;
}

/** The aggregation's own cost at the top; beside it the layer around it and the convolutions of the same shape. */
export interface InvolutionCost extends Cost {
  /** Aggregation plus the generation of its kernel: pool (stride > 1), reduce, batch norm (folded), span with bias. */
  layer: Cost;
  /** An ordinary convolution C → C with the same window, with bias. */
  convolution: Cost;
  /** A depthwise convolution with the same window, with bias. */
  depthwiseConvolution: Cost;
}

const FLOAT_BYTES = 4;

/**
 * The cost model of the paper (section 3.2), per call and for the whole batch. Per output position, in multiply-adds:
 * aggregation C·ΠK, reduce C·C/r, span (C/r)·ΠK·G.
 *
 * @param geometry From {@link resolveGeometry}.
 * @param options.reduction r, by which the reduce convolution divides the channels. Default 4.
 */
export function cost(geometry: InvolutionGeometry, { reduction = 4 }: { reduction?: number } = {}): InvolutionCost {
  const { batchSize, channels, groups } = geometry;
  const taps = tapCount(geometry);
  const reduced = Math.floor(channels / reduction);
  const kernelChannels = groups * taps;
  const positions = batchSize * outputPositions(geometry);
  const [xSize, ySize, kernelSize] = [xShapeOf, yShapeOf, kernelShapeOf].map((shapeOf) =>
    sizeOf(shapeOf(geometry)),
  ) as [number, number, number];
  const reducedSize = positions * reduced;

  const aggregation: Cost = {
    params: 0,
    multiplyAdds: ySize * taps,
    bytes: (xSize + kernelSize + ySize) * FLOAT_BYTES,
  };

  // With a stride the generator sees x pooled down to the output's size, which is one more pass over x.
  const isPooled = geometry.axes.some(({ stride }) => stride > 1);
  const reduceParams = channels * reduced;
  const batchNormParams = 2 * reduced;
  const spanParams = reduced * kernelChannels + kernelChannels;
  const generation: Cost = {
    params: reduceParams + batchNormParams + spanParams,
    multiplyAdds: positions * (channels * reduced + reduced * kernelChannels),
    bytes:
      ((isPooled ? xSize + ySize : 0) +
        (ySize + reduceParams + batchNormParams + reducedSize) +
        (reducedSize + spanParams + kernelSize)) *
      FLOAT_BYTES,
  };

  const convolution = (params: number, multiplyAdds: number): Cost => ({
    params,
    multiplyAdds,
    bytes: (xSize + params + ySize) * FLOAT_BYTES,
  });
  return {
    ...aggregation,
    layer: {
      params: generation.params,
      multiplyAdds: aggregation.multiplyAdds + generation.multiplyAdds,
      bytes: aggregation.bytes + generation.bytes,
    },
    convolution: convolution(channels * channels * taps + channels, ySize * channels * taps),
    depthwiseConvolution: convolution(channels * taps + channels, ySize * taps),
  };
}
