// The operator that an involution of a graph becomes: its attributes, as they are written and as they are read.
import { kernelShapeFor } from '@involution/core';
import { type Involution2DOptions, involution2d } from '@involution/tfjs';
import type { IAttrValue, OpExecutor, GraphNode as RunningNode } from '@tensorflow/tfjs-converter';
import { reshape, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Its name. */
export const INVOLUTION = 'Involution2D';

/** What a node of this operator does. */
export interface InvolutionNode extends Involution2DOptions {
  readonly kernelSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pad: 'same' | readonly [rows: readonly [number, number], columns: readonly [number, number]];
  readonly groups: number;
  readonly kernelOrder: NonNullable<Involution2DOptions['kernelOrder']>;
  readonly channelGrouping: NonNullable<Involution2DOptions['channelGrouping']>;
  /** Whether its weights have another shape than `[N, Ho, Wo, G·Kh·Kw]`. */
  readonly isKernelReshaped: boolean;
  /** The shape of its result, with −1 for a size that a run finds; `undefined`: `[N, Ho, Wo, C]`. */
  readonly outputShape: readonly number[] | undefined;
}

/** The attributes of a node, as a model.json has them. */
export function attributesOf(node: InvolutionNode): Record<string, IAttrValue> {
  const { pad, outputShape } = node;
  return {
    kernel_size: { list: { i: [...node.kernelSize] } },
    strides: { list: { i: [...node.strides] } },
    dilations: { list: { i: [...node.dilations] } },
    padding: text(pad === 'same' ? 'same' : 'explicit'),
    ...(pad === 'same' ? {} : { pads: { list: { i: pad.flat() } } }),
    groups: { i: node.groups },
    kernel_order: text(node.kernelOrder),
    channel_grouping: text(node.channelGrouping),
    reshape_kernel: { b: node.isKernelReshaped },
    ...(outputShape === undefined ? {} : { output_shape: { list: { i: [...outputShape] } } }),
  };
}

/** Texts are in base64. */
function text(value: string): IAttrValue {
  return { s: btoa(value) };
}

/** Runs a node of a graph model. */
export const runInvolution: OpExecutor = ({ inputs, attrs }) => {
  const [x, kernel] = inputs as [Tensor4D, Tensor];
  const options = optionsOf(attrs);
  return tidy(() => {
    const inShape = attrs.reshape_kernel === true ? reshape(kernel, kernelShapeFor(x.shape, options)) : kernel;
    const y = involution2d(x, inShape as Tensor4D, options);
    const shape = attrs.output_shape as number[] | undefined;
    return shape === undefined ? y : reshape(y, shape);
  });
};

function optionsOf(attrs: RunningNode['attrs']): Involution2DOptions & { groups: number } {
  const [top, bottom, left, right] = (attrs.pads ?? []) as [number, number, number, number];
  return {
    kernelSize: attrs.kernel_size as number[],
    strides: attrs.strides as number[],
    dilations: attrs.dilations as number[],
    pad:
      attrs.padding === 'same'
        ? 'same'
        : [
            [top, bottom],
            [left, right],
          ],
    groups: attrs.groups as number,
    kernelOrder: attrs.kernel_order as InvolutionNode['kernelOrder'],
    channelGrouping: attrs.channel_grouping as InvolutionNode['channelGrouping'],
  };
}
