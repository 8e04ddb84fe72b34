import {
  type Cost,
  cost,
  type InvolutionOptions,
  isInvolutionError,
  kernelShapeFor,
  resolveGeometry,
  xShapeOf,
  yShapeOf,
} from '@involution/core';

/** What the fields say; channels last. */
export interface Fields {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernelSize: number;
  readonly groups: number;
  readonly strides: number;
  readonly dilations: number;
  readonly pad: 'same' | 'valid';
}

/** Shapes and costs, or the library's own words of what is wrong. */
export type Calculation =
  | {
      readonly x: readonly number[];
      readonly kernel: readonly number[];
      readonly y: readonly number[];
      readonly costs: Readonly<Record<'aggregation' | 'layer' | 'convolution' | 'depthwise', Cost>>;
    }
  | { readonly code: string; readonly error: string };

export function calculate({ batch, height, width, channels, ...options }: Fields): Calculation {
  try {
    const xShape = [batch, height, width, channels];
    const kernel = kernelShapeFor(xShape, options satisfies InvolutionOptions);
    const geometry = resolveGeometry(xShape, kernel, options);
    const { layer, convolution, depthwiseConvolution: depthwise, ...aggregation } = cost(geometry);
    return {
      x: xShapeOf(geometry),
      kernel,
      y: yShapeOf(geometry),
      costs: { aggregation, layer, convolution, depthwise },
    };
  } catch (error) {
    if (!isInvolutionError(error)) throw error;
    return { code: error.code, error: error.message };
  }
}
