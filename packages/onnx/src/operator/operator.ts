// The ONNX operator: its name, its attributes, and what they are called in @involution/core.
import {
  type ErrorCode,
  InvolutionError,
  type InvolutionOptions,
  isInvolutionError,
  print,
  unexpected,
} from '@involution/core';
import {
  AttributeProto,
  fromPartial,
  type ModelProto,
  type NodeProto,
  AttributeProto_AttributeType as Type,
} from '@involution/onnx-messages';
import { nameOfNumber, quoted, quotedNode } from '../graph/names.ts';

/** The operator set that holds the operator. */
export const DOMAIN = 'ai.involution';
/** The version of the operator set that this package knows. */
export const DOMAIN_VERSION = 1n;
/** The operator's name. */
export const OPERATOR = 'Involution';

/**
 * The attributes of one node in ONNX's terms, defaults filled in. Only core says whether their values are allowed. Lists have
 * an entry for each spatial axis of X, outermost first.
 */
export interface OperatorAttributes {
  /** One to three entries. */
  kernel_shape: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  /** Two entries for each axis: ONNX lists the beginnings of all axes, then the ends, so `[top, left, bottom, right]`. */
  pads: readonly number[];
  /** `undefined`: W decides. */
  group: number | undefined;
  kernel_order: string;
  channel_grouping: string;
}

/** Core's options without their shorthands. */
export interface ExplicitOptions extends InvolutionOptions {
  kernelSize: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  pad: readonly (readonly [before: number, after: number])[];
}

type AttributeName = keyof OperatorAttributes;

interface AttributeRule {
  type: Type.INT | Type.INTS | Type.STRING;
  /** What core calls it, and the code of core's error for it. */
  option: keyof InvolutionOptions;
  code: ErrorCode;
  expected: string;
}

const KERNEL_SHAPE = '1 to 3 positive integers, one for each spatial axis of X';
const PER_AXIS = 'as many positive integers as kernel_shape has';
const RULES: Readonly<Record<AttributeName, AttributeRule>> = {
  kernel_shape: { type: Type.INTS, option: 'kernelSize', code: 'INVALID_KERNEL_SIZE', expected: KERNEL_SHAPE },
  strides: { type: Type.INTS, option: 'strides', code: 'INVALID_STRIDES', expected: PER_AXIS },
  dilations: { type: Type.INTS, option: 'dilations', code: 'INVALID_DILATIONS', expected: PER_AXIS },
  pads: {
    type: Type.INTS,
    option: 'pad',
    code: 'INVALID_PAD',
    expected: 'non-negative integers, two for each of kernel_shape: the beginnings of the axes, then the ends',
  },
  group: { type: Type.INT, option: 'groups', code: 'INVALID_GROUPS', expected: 'a positive integer' },
  kernel_order: {
    type: Type.STRING,
    option: 'kernelOrder',
    code: 'INVALID_KERNEL_ORDER',
    expected: "'group-major' or 'tap-major'",
  },
  channel_grouping: {
    type: Type.STRING,
    option: 'channelGrouping',
    code: 'INVALID_CHANNEL_GROUPING',
    expected: "'blocked' or 'interleaved'",
  },
};

/** Whether a node is an involution. */
export function isInvolution(node: NodeProto): boolean {
  return node.domain === DOMAIN && node.opType === OPERATOR;
}

/** Whether a model says itself, by a model-local function of that name, what an involution is. */
export function definesInvolution({ functions }: ModelProto): boolean {
  return functions.some(({ domain, name }) => domain === DOMAIN && name === OPERATOR);
}

/**
 * Demands that a model is not written for another version of this package's operators.
 *
 * @throws InvolutionError `INVALID_MODEL`.
 */
export function requireDomainVersion({ opsetImport }: ModelProto): void {
  const opset = opsetImport.find(({ domain }) => domain === DOMAIN);
  if (opset === undefined || opset.version === DOMAIN_VERSION) return;
  const message = `The model imports ${DOMAIN} version ${opset.version}, and this package knows version ${DOMAIN_VERSION}.`;
  throw new InvolutionError('INVALID_MODEL', 'model', message);
}

/**
 * Reads the attributes of an involution node.
 *
 * @throws InvolutionError `INVALID_OPTIONS` for an attribute that does not exist, `INVALID_MODEL` for one that refers to
 * an attribute of the function around it, and the attribute's own code where it is missing or not of its type.
 */
export function readAttributes(node: NodeProto): OperatorAttributes {
  const values: Record<string, AttributeValue> = {};
  for (const attribute of node.attribute) {
    if (!Object.hasOwn(RULES, attribute.name)) {
      const argument = quotedNode(node);
      const message = `${argument} has an attribute ${quoted(attribute.name)}, and the operator only ${Object.keys(RULES).join(', ')}.`;
      throw new InvolutionError('INVALID_OPTIONS', argument, message);
    }
    values[attribute.name] = readValue(node, attribute, attribute.name as AttributeName);
  }
  const { kernel_shape } = values as Partial<OperatorAttributes>;
  // It says how many spatial axes there are where nothing is known of X, so this can't be left to core.
  if (!kernel_shape?.length || kernel_shape.length > 3) throw attributeError(node, 'kernel_shape', kernel_shape);
  const ones = kernel_shape.map(() => 1);
  return {
    kernel_shape,
    strides: ones,
    dilations: ones,
    pads: [...ones, ...ones].fill(0),
    group: undefined,
    kernel_order: 'group-major',
    channel_grouping: 'blocked',
    ...values,
  };
}

/** What core calls the attributes of a node. */
function optionsOf(attributes: OperatorAttributes): ExplicitOptions {
  const { pads } = attributes;
  // Of an odd number, one end is none, and core refuses that like any other number that is not twice that of the axes.
  const count = Math.ceil(pads.length / 2);
  return {
    kernelSize: attributes.kernel_shape,
    strides: attributes.strides,
    dilations: attributes.dilations,
    pad: pads.slice(0, count).map((before, axis) => [before, pads[count + axis]!]),
    ...(attributes.group !== undefined && { groups: attributes.group }),
    kernelOrder: attributes.kernel_order as InvolutionOptions['kernelOrder'],
    channelGrouping: attributes.channel_grouping as InvolutionOptions['channelGrouping'],
    dataFormat: 'channelsFirst',
  };
}

/** The attributes as ONNX stores them. */
export function attributeProtos(attributes: OperatorAttributes): AttributeProto[] {
  return Object.entries(RULES).flatMap(([name, { type }]) => {
    const value = attributes[name as AttributeName];
    return value === undefined ? [] : [fromPartial(AttributeProto, { name, type, ...storedValue(value) })];
  });
}

/** Something for X and for W. */
export interface OperandPair<T> {
  x: T;
  kernel: T;
}

/**
 * Works something out by core's rules, and tells what core says of a node in the terms of the model.
 *
 * @param stated The shapes, as messages show them.
 */
export function inModelTerms<T>(
  node: NodeProto,
  attributes: OperatorAttributes,
  stated: OperandPair<unknown>,
  work: (options: ExplicitOptions) => T,
): T {
  try {
    return work(optionsOf(attributes));
  } catch (error) {
    const name = isInvolutionError(error) ? attributeFor(error) : undefined;
    if (name !== undefined && RULES[name].code === (error as InvolutionError).code) {
      throw attributeError(node, name, attributes[name], stated.x);
    }
    if (!isInvolutionError(error) || error.argument.startsWith('node ')) throw error;
    const isX = error.argument === 'x';
    const [place, value] =
      name !== undefined
        ? [`attribute ${name}`, attributes[name]]
        : isX
          ? ['input X', stated.x]
          : ['input W', stated.kernel];
    const argument = `${quotedNode(node)}, ${place}`;
    throw new InvolutionError(error.code, argument, `${argument} ${print(value)}: ${error.message}`, { cause: error });
  }
}

/** The attribute that has the option which an error of core is about. */
function attributeFor({ argument }: InvolutionError): AttributeName | undefined {
  return (Object.keys(RULES) as AttributeName[]).find((name) => RULES[name].option === argument);
}

type AttributeValue = number | string | number[];

function readValue(node: NodeProto, attribute: AttributeProto, name: AttributeName): AttributeValue {
  const { type, refAttrName } = attribute;
  if (refAttrName !== '') {
    const argument = `${quotedNode(node)}, attribute ${name}`;
    const message = `${argument} refers to ${quoted(refAttrName)}, but must have a value: the function's body depends on it.`;
    throw new InvolutionError('INVALID_MODEL', argument, message);
  }
  if (type !== RULES[name].type) {
    throw attributeError(node, name, `of type ${nameOfNumber(Type, type)}`);
  }
  if (type === Type.INTS) return attribute.ints.map(Number);
  return type === Type.INT ? Number(attribute.i) : new TextDecoder().decode(attribute.s);
}

function storedValue(value: AttributeValue | readonly number[]) {
  if (typeof value === 'number') return { i: BigInt(value) };
  return typeof value === 'string' ? { s: new TextEncoder().encode(value) } : { ints: value.map(BigInt) };
}

function attributeError(node: NodeProto, name: AttributeName, got: unknown, x?: unknown): InvolutionError {
  const { code, expected } = RULES[name];
  const shape = expected === KERNEL_SHAPE && x !== undefined ? ` ${print(x)}` : '';
  return unexpected(code, `${quotedNode(node)}, attribute ${name}`, got, expected + shape);
}
