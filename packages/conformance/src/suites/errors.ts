// Bad input is refused with the same documented code everywhere, and before any result exists.
import { convertDataFormat, type ErrorCode, type InvolutionOptions, sizeOf } from '@involution/core';
import type { CaseInputs, ConformanceAdapter } from '../adapter.ts';
import { type ConformanceTest, failed, passed, type Verdict } from '../test-definition.ts';

/** A call that must be refused. */
export interface BadCall {
  name: string;
  code: ErrorCode;
  /** `[N, H, W, C]` */
  xShape: readonly number[];
  /** `[N, Ho, Wo, G·Kh·Kw]` */
  kernelShape: readonly number[];
  options: unknown;
}

const X = [1, 5, 6, 8];
const KERNEL = [1, 5, 6, 18];

/** A good call of these shapes with one thing changed. */
function bad(name: string, code: ErrorCode, change: object, kernelShape = KERNEL, xShape = X): BadCall {
  return { name, code, xShape, kernelShape, options: { kernelSize: 3, pad: 1, ...change } };
}

export const BAD_CALLS: readonly BadCall[] = [
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

export function errorTests(): ConformanceTest[] {
  return BAD_CALLS.map((call) => ({
    id: `errors/${call.name}`,
    suite: 'errors',
    run: (adapter) => refuses(adapter, call),
  }));
}

/** The bad call as an adapter gets it. */
export function badInputsFor(adapter: ConformanceAdapter, call: BadCall): CaseInputs {
  const array = (shape: readonly number[]) =>
    convertDataFormat(
      { data: new Float32Array(sizeOf(shape)), shape },
      'channelsLast',
      adapter.capabilities.dataFormat,
    );
  return {
    name: call.name,
    x: array(call.xShape),
    kernel: array(call.kernelShape),
    dy: array(call.xShape),
    options: call.options as InvolutionOptions,
  };
}

async function refuses(adapter: ConformanceAdapter, call: BadCall): Promise<Verdict> {
  try {
    await adapter.forward(badInputsFor(adapter, call));
  } catch (error) {
    const { name, code, message } = error as Partial<{ name: string; code: string; message: string }>;
    return name === 'InvolutionError' && code === call.code
      ? passed()
      : failed(`threw ${name} ${code ?? ''} (${message}), expected InvolutionError ${call.code}`);
  }
  return failed(`gave a result, expected InvolutionError ${call.code}`);
}
