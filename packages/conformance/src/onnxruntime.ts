import {
  FLOAT32_UNIT_ROUNDOFF,
  type InvolutionOptions,
  type NdArray,
  type PerAxis,
  resolveGeometry,
  type TypedNdArray,
} from '@involution/core';
import type * as Ort from 'onnxruntime-web';
import type { Capabilities, ConformanceAdapter, TypedInputs } from './adapter.ts';
import { decodeFloat16, encodeFloat16 } from './float16.ts';
import { type AttributeInput, type ElementType, involutionModel } from './onnx-model.ts';

export {
  type AttributeInput,
  type ElementType,
  type InvolutionModelDescription,
  involutionModel,
  type Size,
} from './onnx-model.ts';

/** What differs between ways to run a model in onnxruntime. */
export interface OrtAdapterOptions {
  /** Shown in the report. */
  name: string;
  /** onnxruntime-web (or another onnxruntime with its interface), as the user of what is under test imports it. */
  ort: typeof Ort;
  /** What makes a model with an Involution node one that `ort` can run. Default: nothing has to. */
  toModel?: (model: Uint8Array) => Uint8Array;
  /** What runs the models. Default: onnxruntime's WASM backend. */
  executionProviders?: readonly string[];
  /** What is allocated besides sessions, where it can be seen. Default: nothing. */
  liveAllocations?: () => number;
  /** Smallest normal number, where the device flushes subnormal numbers to zero: 2⁻¹²⁶ on most GPUs. */
  flushesBelow?: number;
  /** Type of the floats of the models. Default: float32. */
  storage?: Capabilities['storage'];
  /** Default: none. */
  knownFailures?: ConformanceAdapter['knownFailures'];
}

/**
 * Runs each case as a one-node ONNX model in onnxruntime-web, on one thread: attributes and shapes as the case has them
 * → `toModel` → a session of its own → the result. ONNX has no gradients.
 */
export function ortAdapter({
  name,
  ort,
  toModel = (model) => model,
  executionProviders = ['wasm'],
  liveAllocations = () => 0,
  flushesBelow,
  storage = 'float32',
  knownFailures = {},
}: OrtAdapterOptions): ConformanceAdapter {
  let liveSessions = 0;
  const forward = async (inputs: TypedInputs): Promise<NdArray> => {
    const { x, kernel } = inputs;
    const model = toModel(
      involutionModel({
        xShape: x.shape,
        kernelShape: kernel.shape,
        types: { x: typeOf(x, storage), kernel: typeOf(kernel, storage) },
        attributes: attributesOf(inputs),
      }),
    );
    const session = await ort.InferenceSession.create(model, { executionProviders });
    liveSessions++;
    try {
      return await run(ort, session, { X: x, W: kernel }, storage);
    } finally {
      await session.release();
      liveSessions--;
    }
  };
  return {
    name,
    capabilities: { dataFormat: 'channelsFirst', spatialRanks: [1, 2, 3], flushesBelow, storage },
    knownFailures,
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    init() {
      ort.env.wasm.numThreads = 1;
    },
    forward,
    forwardTyped: forward,
    // onnxruntime's own heap can't be seen from here. CPU tensors are plain arrays, so sessions are what must be released.
    liveAllocations: () => liveSessions + liveAllocations(),
    dispose() {},
  };
}

type Storage = NonNullable<Capabilities['storage']>;

async function run(
  ort: typeof Ort,
  session: Ort.InferenceSession,
  inputs: Record<string, TypedInputs['x']>,
  storage: Storage,
): Promise<NdArray> {
  const tensors = Object.entries(inputs).map(([name, array]) => {
    const type = typeOf(array, storage);
    const data = type === 'float16' ? encodeFloat16(array.data as Float32Array) : array.data;
    return [name, new ort.Tensor(type, data, array.shape)] as const;
  });
  const { Y: y } = await session.run(Object.fromEntries(tensors));
  const data = (await y!.getData()) as Float32Array | Uint16Array;
  return { data: y!.type === 'float16' ? decodeFloat16(bitsOf(data)) : (data as Float32Array), shape: y!.dims };
}

/** Of a tensor of float16, whose data engines without a `Float16Array` have as bits. */
function bitsOf({ buffer, byteOffset, length }: Float32Array | Uint16Array): Uint16Array {
  return new Uint16Array(buffer, byteOffset, length);
}

function typeOf({ data }: TypedNdArray<Float32Array | Int32Array>, storage: Storage): ElementType {
  return data instanceof Int32Array ? 'int32' : storage;
}

/** Names of the options as attributes; one that core doesn't know keeps its name. */
const ATTRIBUTE_NAMES: Readonly<Record<string, string>> = {
  groups: 'group',
  kernelOrder: 'kernel_order',
  channelGrouping: 'channel_grouping',
};

/** The options in ONNX's terms, right or wrong: refusing the wrong ones is the business of what is under test. */
function attributesOf({ x, kernel, options }: TypedInputs): Record<string, AttributeInput | undefined> {
  const { kernelSize, strides, dilations, pad = 'same', ...others } = options;
  const renamed = Object.entries(others).map(([name, value]) => [ATTRIBUTE_NAMES[name] ?? name, value] as const);
  // An x of a rank that the operator does not have gets the attributes of an image.
  const rank = x.shape.length >= 3 && x.shape.length <= 5 ? x.shape.length - 2 : 2;
  const perAxis = (value: PerAxis | undefined) =>
    typeof value === 'number' ? new Array<number>(rank).fill(value) : value;
  const ends =
    typeof pad === 'number'
      ? Array.from({ length: rank }, () => [pad, pad] as const)
      : typeof pad === 'string'
        ? padsByRule(x.shape, kernel.shape, options)
        : pad;
  return {
    ...Object.fromEntries(renamed),
    kernel_shape: perAxis(kernelSize),
    strides: perAxis(strides),
    dilations: perAxis(dilations),
    pads: [...ends.map(([before]) => before), ...ends.map(([, after]) => after)],
  };
}

/** ONNX's operator knows no paddings by rule, so core works those out. */
function padsByRule(xShape: readonly number[], kernelShape: readonly number[], options: InvolutionOptions) {
  const { axes } = resolveGeometry(xShape, kernelShape, { ...options, dataFormat: 'channelsFirst' });
  return axes.map(({ padBefore, padAfter }) => [padBefore, padAfter] as const);
}
