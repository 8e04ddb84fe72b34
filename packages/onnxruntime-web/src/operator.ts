// The ONNX operator: its name, its attributes, and what they are called in @involution/core.
import { create } from '@bufbuild/protobuf';
import { type InvolutionOptions, InvolutionError } from '@involution/core';
import { type AttributeProto, AttributeProtoSchema, AttributeProto_AttributeType as Type, type NodeProto } from 'onnx-buf';

/** The operator set of {@link OPERATOR}. */
export const DOMAIN = 'ai.involution';
/** The version of the operator set that this package knows. */
export const DOMAIN_VERSION = 1n;
/** The operator's name. */
export const OPERATOR = 'Involution';

/** The attributes of one node, defaults filled in, in ONNX's own terms. Lists are unchecked until core has seen them. */
export interface OperatorAttributes {
  kernel_shape: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  /** `[top, left, bottom, right]`: ONNX lists the beginnings of all axes, then the ends. */
  pads: readonly number[];
  /** `undefined`: W decides. */
  group: number | undefined;
  kernel_order: string;
  channel_grouping: string;
}

type AttributeName = keyof OperatorAttributes;
type OptionName = keyof InvolutionOptions;

interface AttributeRule {
  type: Type.INT | Type.INTS | Type.STRING;
  /** What core calls it. */
  option: OptionName;
  expected: string;
}

const RULES: Record<AttributeName, AttributeRule> = {
  kernel_shape: { type: Type.INTS, option: 'kernelSize', expected: 'two positive integers [height, width]' },
  strides: { type: Type.INTS, option: 'strides', expected: 'two positive integers [height, width]' },
  dilations: { type: Type.INTS, option: 'dilations', expected: 'two positive integers [height, width]' },
  pads: { type: Type.INTS, option: 'pad', expected: 'four non-negative integers [top, left, bottom, right]' },
  group: { type: Type.INT, option: 'groups', expected: 'a positive integer' },
  kernel_order: { type: Type.STRING, option: 'kernelOrder', expected: "'group-major' or 'tap-major'" },
  channel_grouping: { type: Type.STRING, option: 'channelGrouping', expected: "'blocked' or 'interleaved'" },
};
