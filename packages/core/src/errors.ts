/**
 * Every reason to refuse a call, by its stable code. This is the owner of the list: the table in this package's README
 * is checked against it, and the conformance kit asks every backend for the same codes.
 */
export const ERROR_CODES = {
  INVALID_OPTIONS: 'The options are not an object, or have a property that does not exist.',
  INVALID_KERNEL_SIZE: '`kernelSize` is missing, or not a positive integer or a pair of them.',
  INVALID_STRIDES: '`strides` is not a positive integer or a pair of them.',
  INVALID_DILATIONS: '`dilations` is not a positive integer or a pair of them.',
  INVALID_PAD: "`pad` is not `'same'`, `'valid'`, a non-negative integer or `[[top, bottom], [left, right]]` of them.",
  INVALID_GROUPS: '`groups` is not a positive integer.',
  INVALID_KERNEL_ORDER: "`kernelOrder` is not `'group-major'` or `'tap-major'`.",
  INVALID_CHANNEL_GROUPING: "`channelGrouping` is not `'blocked'` or `'interleaved'`.",
  INVALID_DATA_FORMAT: "`dataFormat` is not `'NHWC'` or `'NCHW'`, or not one that this function takes.",
  INVALID_SHAPE: 'A shape has the wrong rank, or a size that is not a positive integer.',
  INVALID_DATA: 'The number of values differs from the product of the shape.',
  INVALID_DTYPE: 'A tensor is not float32.',
  CHANNELS_NOT_DIVISIBLE: 'The channels of x are not a multiple of the number of groups.',
  KERNEL_SHAPE_MISMATCH: "The kernel tensor's shape is not the one that x and the options ask for.",
  DY_SHAPE_MISMATCH: "The output gradient's shape is not the shape of y.",
  EMPTY_OUTPUT: 'The dilated kernel is larger than the padded input, so there is no output position.',
  INVALID_PERMUTATION: 'An index list is not a permutation of the axis it is applied to.',
  DEVICE_LIMIT_EXCEEDED: 'A tensor is larger than the device can hold or bind.',
  DEVICE_LOST: 'The GPU device or the WebGL context is lost: what was on it is gone.',
  SHADER_COMPILATION_FAILED: 'The GPU does not compile a shader; `cause` is what it says.',
  INVALID_POINTER: 'A place in memory is not a multiple of 4, or what begins there leaves the memory or overlaps.',
  INVALID_MODEL: 'The bytes are not an ONNX model, or the model breaks a rule of the Involution operator.',
} as const;

/** A stable code of {@link InvolutionError}: a key of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The error that every involution package throws for bad input, before any work starts. */
export class InvolutionError extends Error {
  override readonly name = 'InvolutionError';
  /** Stable across releases and backends; branch on this, not on the message. */
  readonly code: ErrorCode;
  /** The argument or option at fault, as the caller spells it. */
  readonly argument: string;
  /** What it was. */
  readonly got: unknown;
  /** What would have been right. */
  readonly expected: string;

  /**
   * @param code The reason.
   * @param argument The argument or option at fault.
   * @param got What it was; printed as JSON-like text.
   * @param expected What would have been right, as the end of the sentence "expected …".
   */
  constructor(code: ErrorCode, argument: string, got: unknown, expected: string) {
    super(`${code}: ${argument} was ${print(got)}, expected ${expected}`);
    this.code = code;
    this.argument = argument;
    this.got = got;
    this.expected = expected;
  }
}

/** Writes a value for a message. JSON alone would print NaN and undefined as null. */
function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}
