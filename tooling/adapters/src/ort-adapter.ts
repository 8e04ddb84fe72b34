import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import { FLOAT32_UNIT_ROUNDOFF, type InvolutionOptions, type NdArray, resolveGeometry } from '@involution/core';
import type * as Ort from 'onnxruntime-web';
import { type AttributeInput, involutionModel } from './onnx-model.ts';

export interface OrtAdapterOptions {
  /** Shown in the report. */
  name: string;
  /** onnxruntime-web, as the user of the package under test imports it. */
  ort: typeof Ort;
  /** What makes a model with an Involution node one that `ort` can run. Default: nothing has to. */
  toModel?: (model: Uint8Array) => Uint8Array;
  /** What runs the models. Default: onnxruntime's WASM backend. */
  executionProviders?: readonly string[];
  /** What is allocated besides sessions, where it can be seen. Default: nothing. */
  liveAllocations?: () => number;
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
  knownFailures = {},
}: OrtAdapterOptions): ConformanceAdapter {
  let liveSessions = 0;
  return {
    name,
    capabilities: { dataFormat: 'channelsFirst' },
    knownFailures,
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    init() {
      ort.env.wasm.numThreads = 1;
    },
    async forward(inputs) {
      const { x, kernel } = inputs;
      const model = toModel(
        involutionModel({ xShape: x.shape, kernelShape: kernel.shape, attributes: attributesOf(inputs) }),
      );
      const session = await ort.InferenceSession.create(model, { executionProviders });
      liveSessions++;
      try {
        return await run(ort, session, { X: x, W: kernel });
      } finally {
        await session.release();
        liveSessions--;
      }
    },
    // ORT's own heap can't be seen from here. CPU tensors are plain arrays, so sessions are what must be released.
    liveAllocations: () => liveSessions + liveAllocations(),
    dispose() {},
  };
}

async function run(
  ort: typeof Ort,
  session: Ort.InferenceSession,
  inputs: Record<string, CaseInputs['x']>,
): Promise<NdArray> {
  const tensors = Object.entries(inputs).map(
    ([name, { data, shape }]) => [name, new ort.Tensor('float32', data, shape)] as const,
  );
  const { Y: y } = await session.run(Object.fromEntries(tensors));
  return { data: (await y!.getData()) as Float32Array, shape: y!.dims };
}

/** Names of the options as attributes; one that core doesn't know keeps its name. */
const ATTRIBUTE_NAMES: Readonly<Record<string, string>> = {
  kernelSize: 'kernel_shape',
  groups: 'group',
  kernelOrder: 'kernel_order',
  channelGrouping: 'channel_grouping',
};

/** The options in ONNX's terms, right or wrong: refusing the wrong ones is the business of what is under test. */
function attributesOf(inputs: CaseInputs): Record<string, AttributeInput | undefined> {
  const { kernelSize, strides, dilations, pad: _, ...others } = inputs.options;
  const spelledOut = (value: InvolutionOptions['strides']) => perAxis(value, inputs);
  const options = {
    ...others,
    kernelSize: spelledOut(kernelSize),
    strides: spelledOut(strides),
    dilations: spelledOut(dilations),
  };
  const renamed = Object.entries(options).map(([name, value]) => [ATTRIBUTE_NAMES[name] ?? name, value] as const);
  return { ...Object.fromEntries(renamed), pads: padsOf(inputs) };
}

function perAxis(value: InvolutionOptions['strides'], { x }: CaseInputs): readonly number[] | undefined {
  return typeof value === 'number' ? x.shape.slice(2).map(() => value) : value;
}

/** The beginnings of all axes, then the ends. ONNX's operator knows no paddings by rule, so core works those out. */
function padsOf(inputs: CaseInputs): readonly number[] {
  const { x, kernel, options } = inputs;
  const { pad = 'same' } = options;
  const ends =
    typeof pad === 'number'
      ? x.shape.slice(2).map(() => [pad, pad] as const)
      : typeof pad === 'string'
        ? resolveGeometry(x.shape, kernel.shape, { ...options, dataFormat: 'channelsFirst' }).axes.map(
            ({ padBefore, padAfter }) => [padBefore, padAfter] as const,
          )
        : pad;
  return [...ends.map(([before]) => before), ...ends.map(([, after]) => after)];
}
