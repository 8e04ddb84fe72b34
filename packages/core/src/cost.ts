import type { InvolutionGeometry } from './geometry.ts';

/** What one run of something costs, for float32. */
export interface Cost {
  /** Learned numbers. */
  params: number;
  /** Multiply-adds, taps in the padding included, as papers count them. */
  multiplyAdds: number;
  /** Bytes read and written when every operand is read once and every result written once. */
  bytes: number;
}

/** The aggregation's own cost at the top; beside it the layer around it and its rivals of the same shape. */
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
 * The cost model of the paper (section 3.2), per call and for the whole batch. Per output pixel, in multiply-adds:
 * aggregation C·K², reduce C·C/r, span (C/r)·K²·G.
 *
 * @param geometry From {@link resolveGeometry}.
 * @param options.reduction r, by which the reduce convolution divides the channels. Default 4.
 */
export function cost(geometry: InvolutionGeometry, { reduction = 4 }: { reduction?: number } = {}): InvolutionCost {
  const g = geometry;
  const taps = g.kernelHeight * g.kernelWidth;
  const reduced = Math.floor(g.channels / reduction);
  const kernelChannels = g.groups * taps;
  const outPixels = g.batchSize * g.outHeight * g.outWidth;
  const xSize = g.batchSize * g.inHeight * g.inWidth * g.channels;
  const ySize = outPixels * g.channels;
  const kernelSize = outPixels * kernelChannels;
  const reducedSize = outPixels * reduced;

  const aggregation: Cost = {
    params: 0,
    multiplyAdds: ySize * taps,
    bytes: (xSize + kernelSize + ySize) * FLOAT_BYTES,
  };

  // With a stride the generator sees x pooled down to the output's size, which is one more pass over x.
  const isPooled = g.strideHeight > 1 || g.strideWidth > 1;
  const reduceParams = g.channels * reduced;
  const batchNormParams = 2 * reduced;
  const spanParams = reduced * kernelChannels + kernelChannels;
  const generation: Cost = {
    params: reduceParams + batchNormParams + spanParams,
    multiplyAdds: outPixels * (g.channels * reduced + reduced * kernelChannels),
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
    convolution: convolution(g.channels * g.channels * taps + g.channels, ySize * g.channels * taps),
    depthwiseConvolution: convolution(g.channels * taps + g.channels, ySize * taps),
  };
}
