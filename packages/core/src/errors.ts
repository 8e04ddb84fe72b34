import { print, printable } from './print.ts';

/**
 * Every reason to refuse a call, by its stable code. This is the owner of the list: the table in this package's README
 * is checked against it, and the conformance kit asks every backend for the same codes.
 */
export const ERROR_CODES = {
  INVALID_OPTIONS: 'The options are not an object, or have a property that does not exist.',
  INVALID_KERNEL_SIZE: '`kernelSize` is missing, or not a positive integer or a list of one for each spatial axis.',
  INVALID_STRIDES: '`strides` is not a positive integer or a list of one for each spatial axis.',
  INVALID_DILATIONS: '`dilations` is not a positive integer or a list of one for each spatial axis.',
  INVALID_PAD:
    "`pad` is not `'same'`, `'valid'`, a non-negative integer or a list of `[before, after]` for each spatial axis.",
  INVALID_GROUPS: '`groups` is not a positive integer.',
  INVALID_KERNEL_ORDER: "`kernelOrder` is not `'group-major'` or `'tap-major'`.",
  INVALID_CHANNEL_GROUPING: "`channelGrouping` is not `'blocked'` or `'interleaved'`.",
  INVALID_DATA_FORMAT:
    "`dataFormat` is not `'channelsLast'` or `'channelsFirst'`, or not one that this function takes.",
  INVALID_ALGORITHM: '`algorithm` is not one of the names that the function takes.',
  INVALID_SHAPE: 'A shape has the wrong rank, or a size that is not a positive integer.',
  INVALID_DATA: 'The values of a tensor are not an array of numbers, or not as many as its shape says.',
  INVALID_DTYPE: 'A tensor is not of a type that the function takes.',
  UNSUPPORTED_RANK: 'This backend has no kernel for this number of spatial axes.',
  MISSING_OPERAND: 'A tensor that the operation reads was not given.',
  CHANNELS_NOT_DIVISIBLE: 'The channels of x are not a multiple of the number of groups.',
  KERNEL_SHAPE_MISMATCH:
    'The shape of the kernel tensor, or of what it is generated from, is not the one that x and the options ask for.',
  DY_SHAPE_MISMATCH: "The output gradient's shape is not the shape of y.",
  EMPTY_OUTPUT: 'The dilated kernel is larger than the padded input, so there is no output position.',
  INVALID_PERMUTATION: 'An index list is not a permutation of the axis it is applied to.',
  DEVICE_LIMIT_EXCEEDED: 'A tensor is larger than the device can hold or bind.',
  DEVICE_LOST: 'The GPU device or the WebGL context is lost: what was on it is gone.',
  INVALID_POINTER: 'An offset in memory is not a multiple of 4, or what begins there leaves the memory or overlaps.',
  SHADER_COMPILATION_FAILED: 'The GPU does not compile a shader; `cause` is what it says.',
  INVALID_MODEL:
    'The model is not an ONNX model, or not a graph model of TensorFlow.js, that can be read, or breaks a rule of the Involution operator.',
  INVALID_CHECKPOINT:
    'The bytes are not a checkpoint that can be read, or its tensors are not those of a network that is known.',
} as const;

/** A stable code of {@link InvolutionError}: a key of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Marks the errors of every copy of this package in a process, where `instanceof` knows those of its own copy alone. */
const BRAND = Symbol.for('involution.InvolutionError');

/** Characters of a message. */
const MAX_MESSAGE = 1000;

/** The error that every involution package throws for bad input, before any work starts. */
export class InvolutionError extends Error {
  override readonly name = 'InvolutionError';
  /** Stable across releases and backends; branch on this, not on the message. */
  readonly code: ErrorCode;
  /** The argument, option, attribute or tensor at fault, as the caller spells it. */
  readonly argument: string;

  /**
   * @param code The reason.
   * @param argument The argument or option at fault.
   * @param message A sentence that says what is wrong and what would be right.
   * @param options.cause The error behind this one, where there is one.
   */
  constructor(code: ErrorCode, argument: string, message: string, options?: { cause?: unknown }) {
    // Names of a user's model can be of any length, and hold what a terminal would obey.
    super(printable(message, MAX_MESSAGE), options);
    this.code = code;
    this.argument = printable(argument);
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/**
 * Whether something is an {@link InvolutionError}, also one of another copy of this package: bundlers and package managers
 * make several, each with a class of its own.
 */
export function isInvolutionError(error: unknown): error is InvolutionError {
  return typeof error === 'object' && error !== null && BRAND in error;
}

/**
 * The error for a value that is not one of those that are allowed.
 *
 * @param got What the argument is.
 * @param expected What it has to be, as the end of the sentence "… must be".
 */
export function unexpected(code: ErrorCode, argument: string, got: unknown, expected: string): InvolutionError {
  return new InvolutionError(code, argument, `${printable(argument)} is ${print(got)}, but must be ${expected}.`);
}
