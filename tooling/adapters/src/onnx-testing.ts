// What several tests need.
import { decodeFloat16, encodeFloat16 } from '@involution/conformance';
import { errorBound, type InvolutionOptions, involution, type NdArray, sizeOf } from '@involution/core';
import { ModelProto } from '@involution/onnx-messages';
import * as ort from 'onnxruntime-web';
import { expect } from 'vitest';

ort.env.wasm.numThreads = 1;
// Runs that must fail would fill the output with ORT's own account of it: fatal errors only.
const QUIET = { logSeverityLevel: 4 } as const;

/** The model's message. */
export function parse(model: Uint8Array): ModelProto {
  return ModelProto.decode(model);
}

/** The same model after some change. */
export function edited(model: Uint8Array, edit: (model: ModelProto) => void): Uint8Array {
  const parsed = parse(model);
  edit(parsed);
  return ModelProto.encode(parsed).finish();
}

/** Runs a model once in unmodified onnxruntime-web and returns its first output. */
export async function runInOrt(
  model: Uint8Array,
  inputs: Readonly<Record<string, NdArray>>,
  others: Readonly<Record<string, ort.Tensor>> = {},
): Promise<NdArray> {
  const session = await ort.InferenceSession.create(model, { ...QUIET, executionProviders: ['wasm'] });
  try {
    const tensors = Object.entries(inputs).map(
      ([name, { data, shape }]) => [name, new ort.Tensor('float32', Float32Array.from(data), shape)] as const,
    );
    const outputs = await session.run({ ...Object.fromEntries(tensors), ...others }, QUIET);
    const y = outputs[session.outputNames[0]!]!;
    return { data: (await y.getData()) as Float32Array, shape: y.dims };
  } finally {
    await session.release();
  }
}

/** Values by name. */
export type Values = Readonly<Record<string, NdArray>>;

/** For `runAll`: the graph as it stands. onnxruntime's optimizer takes most of the time of a large model's session. */
export const UNOPTIMIZED = { graphOptimizationLevel: 'disabled' } as const;

/**
 * Runs a model in unmodified onnxruntime-web, once for each set of inputs, and returns all outputs of each run. What the model
 * has in float16 is given and returned as numbers too.
 */
export async function runAll(
  model: Uint8Array,
  feeds: readonly Values[],
  options: ort.InferenceSession.SessionOptions = {},
): Promise<Values[]> {
  const session = await ort.InferenceSession.create(model, { ...QUIET, ...options, executionProviders: ['wasm'] });
  try {
    const results: Values[] = [];
    for (const inputs of feeds) {
      const halves = new Set(session.inputMetadata.flatMap((value) => (isHalf(value) ? [value.name] : [])));
      const tensors = Object.entries(inputs).map(
        ([name, array]) => [name, tensorOf(halves.has(name) ? 'float16' : 'float32', array)] as const,
      );
      const outputs = Object.entries(await session.run(Object.fromEntries(tensors), QUIET));
      results.push(
        Object.fromEntries(outputs.map(([name, tensor]) => [name, { data: numbersOf(tensor), shape: tensor.dims }])),
      );
    }
    return results;
  } finally {
    await session.release();
  }
}

function isHalf(value: ort.InferenceSession.ValueMetadata): boolean {
  return value.isTensor && value.type === 'float16';
}

/** Numbers as a tensor of floats. */
export function tensorOf(type: 'float32' | 'float16', { data, shape }: NdArray): ort.Tensor {
  const numbers = Float32Array.from(data);
  return new ort.Tensor(type, type === 'float16' ? encodeFloat16(numbers) : numbers, shape);
}

/** The numbers of a tensor of floats. Engines without a `Float16Array` have float16 in bits. */
export function numbersOf({ type, data }: ort.Tensor): Float32Array {
  const { buffer, byteOffset, length } = data as Float32Array;
  return type === 'float16' ? decodeFloat16(new Uint16Array(buffer, byteOffset, length)) : (data as Float32Array);
}

/** Demands the same outputs, each element within `tolerance` of what is expected. */
export function expectOutputs(actual: Values, expected: Values, tolerance: number): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { data, shape }] of Object.entries(expected)) {
    expect(actual[name]!.shape).toEqual(shape);
    const outside = Array.from(data, (value, k) => ({ name, k, value, got: actual[name]!.data[k]! })).filter(
      ({ value, got }) => !(Math.abs(got - value) <= tolerance),
    );
    expect(outside).toEqual([]);
  }
}

/** Values in [−1, 1] that look random and are the same in every run. */
export function filled(shape: readonly number[], seed: number): NdArray {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, k) => Math.sin((k + 1) * (k + seed))) };
}

/**
 * Demands core's exact result, each element within its own bound.
 *
 * @param options With `kernelSize` as a list.
 */
export function expectInvolution(y: NdArray, x: NdArray, w: NdArray, options: InvolutionOptions): void {
  const exact = involution(x, w, { ...options, dataFormat: 'channelsFirst' });
  const taps = sizeOf(options.kernelSize as readonly number[]);
  expect(y.shape).toEqual(exact.shape);
  const outside = Array.from(exact.data, (value, k) => ({ k, value, got: y.data[k]! })).filter(
    ({ k, value, got }) => !(Math.abs(got - value) <= errorBound(taps, exact.magnitude[k]!)),
  );
  expect(outside).toEqual([]);
}
