// Bad input is refused with the same documented code everywhere, and before any result exists.
import type { ErrorCode, InvolutionOptions, Operation } from '@involution/core';
import type { BadCallEntry, RefusedEntry, TensorEntry } from '../src/manifest.ts';

/** A call that must be refused. */
interface BadCall extends BadCallEntry {
  name: string;
}

const X = [1, 5, 6, 8];
const KERNEL = [1, 5, 6, 18];

/** A valid call of these shapes with one thing changed. All tensors are zeros. */
function bad(name: string, error: ErrorCode, change: object, kernelShape = KERNEL, xShape = X): BadCall {
  const options = { kernelSize: 3, pad: 1, ...change } as InvolutionOptions;
  const operands = { x: { shape: xShape }, kernel: { shape: kernelShape }, dy: { shape: xShape } };
  return { name, error, operation: 'forward', options, operands };
}

const FORWARD: readonly BadCall[] = [
  bad('kernel-size-zero', 'INVALID_KERNEL_SIZE', { kernelSize: 0 }),
  bad('kernel-size-fraction', 'INVALID_KERNEL_SIZE', { kernelSize: [3, 2.5] }),
  bad('kernel-size-one-entry', 'INVALID_KERNEL_SIZE', { kernelSize: [3] }),
  bad('kernel-size-missing', 'INVALID_KERNEL_SIZE', { kernelSize: undefined }),
  bad('strides-zero', 'INVALID_STRIDES', { strides: [1, 0] }),
  bad('strides-three-entries', 'INVALID_STRIDES', { strides: [1, 1, 1] }),
  bad('strides-negative', 'INVALID_STRIDES', { strides: -1 }),
  bad('dilations-zero', 'INVALID_DILATIONS', { dilations: 0 }),
  bad('pad-negative', 'INVALID_PAD', {
    pad: [
      [1, 1],
      [-1, 3],
    ],
  }),
  bad('pad-fraction', 'INVALID_PAD', { pad: 0.5 }),
  bad('groups-zero', 'INVALID_GROUPS', { groups: 0 }),
  bad('kernel-order-unknown', 'INVALID_KERNEL_ORDER', { kernelOrder: 'tap_major' }),
  bad('channel-grouping-unknown', 'INVALID_CHANNEL_GROUPING', { channelGrouping: 'shuffled' }),
  bad('option-unknown', 'INVALID_OPTIONS', { stride: 2 }),
  bad('channels-not-divisible', 'CHANNELS_NOT_DIVISIBLE', { groups: 3 }, [1, 5, 6, 27]),
  bad('kernel-of-other-groups', 'KERNEL_SHAPE_MISMATCH', { groups: 4 }),
  bad('kernel-channels-no-multiple', 'KERNEL_SHAPE_MISMATCH', {}, [1, 5, 6, 17]),
  bad('kernel-of-one-pixel', 'KERNEL_SHAPE_MISMATCH', {}, [1, 1, 1, 18]),
  bad('kernel-one-row-short', 'KERNEL_SHAPE_MISMATCH', {}, [1, 4, 6, 18]),
  bad('kernel-rows-and-columns-swapped', 'KERNEL_SHAPE_MISMATCH', {}, [1, 6, 5, 18]),
  bad('kernel-of-one-image-for-two', 'KERNEL_SHAPE_MISMATCH', {}, KERNEL, [2, 5, 6, 8]),
  bad('kernel-ignores-stride', 'KERNEL_SHAPE_MISMATCH', { strides: 2 }),
  bad('window-larger-than-image', 'EMPTY_OUTPUT', { kernelSize: 7, pad: 0 }, [1, 1, 1, 49]),
];

/** Bad ranks. A backend that has kernels for one or three spatial axes is not asked to refuse them. */
const RANKS: readonly BadCall[] = [
  bad('x-of-rank-2', 'INVALID_SHAPE', {}, KERNEL, [5, 8]),
  bad('x-of-rank-6', 'INVALID_SHAPE', {}, KERNEL, [1, 1, 1, 5, 6, 8]),
  bad('kernel-of-rank-3', 'INVALID_SHAPE', {}, [1, 5, 18]),
  bad('kernel-of-rank-5', 'INVALID_SHAPE', {}, [1, 1, 5, 6, 18]),
  bad('one-spatial-axis', 'UNSUPPORTED_RANK', {}, [1, 6, 6], [1, 6, 8]),
  bad('three-spatial-axes', 'UNSUPPORTED_RANK', {}, [1, 4, 5, 6, 54], [1, 4, 5, 6, 8]),
];

/** Integers, for backends whose tensors have a type. */
const TYPES: readonly BadCall[] = (['x', 'kernel'] as const).map((operand) => {
  const call = bad(`${operand}-of-int32`, 'INVALID_DTYPE', {});
  const tensor: TensorEntry = { ...call.operands[operand], dtype: 'int32' };
  return { ...call, operands: { ...call.operands, [operand]: tensor } };
});

/** Gradients of a dy that is not of y's shape, and of other operands that do not fit. */
const GRADIENTS: readonly BadCall[] = (['gradInput', 'gradKernel'] as const).flatMap((operation) => [
  gradient(operation, bad('dy-one-row-short', 'DY_SHAPE_MISMATCH', {}), [1, 4, 6, 8]),
  gradient(operation, bad('dy-of-x-at-stride-2', 'DY_SHAPE_MISMATCH', { strides: 2 }, [1, 3, 3, 18]), X),
  gradient(operation, bad('dy-of-one-channel', 'DY_SHAPE_MISMATCH', {}), [1, 5, 6, 1]),
  gradient(operation, bad('kernel-one-row-short', 'KERNEL_SHAPE_MISMATCH', {}, [1, 4, 6, 18]), X),
]);

function gradient(operation: Operation, call: BadCall, dyShape: readonly number[]): BadCall {
  const operands = { ...call.operands, dy: { shape: dyShape } };
  return { ...call, name: `${call.name}/${operation}`, operation, operands };
}

export function errorTests(): RefusedEntry[] {
  return [...FORWARD, ...RANKS, ...TYPES, ...GRADIENTS].map(({ name, ...call }) => ({
    id: `errors/${name}`,
    suite: 'errors',
    check: 'refused',
    ...call,
  }));
}

/** Bad calls that every backend must refuse. */
export function badForwardCalls(): BadCallEntry[] {
  return FORWARD.map(({ name: _, ...call }) => call);
}
