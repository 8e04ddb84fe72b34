import type { Values } from '@involution/adapters/onnx-testing';
import { Float16Array } from '@petamoriken/float16';
import * as ort from 'onnxruntime-web';

/** Runs a model of float16 inputs and outputs in unmodified onnxruntime-web, once for each set of inputs. */
export async function runAllHalf(model: Uint8Array, feeds: readonly Values[]): Promise<Values[]> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
  });
  try {
    const results: Values[] = [];
    for (const inputs of feeds) {
      const tensors = Object.entries(inputs).map(([name, { data, shape }]) => {
        const bits = new Uint16Array(Float16Array.from(data).buffer);
        return [name, new ort.Tensor('float16', bits, shape)] as const;
      });
      const outputs = Object.entries(await session.run(Object.fromEntries(tensors)));
      results.push(
        Object.fromEntries(outputs.map(([name, { data, dims }]) => [name, { data: numbersOf(data), shape: dims }])),
      );
    }
    return results;
  } finally {
    await session.release();
  }
}

/** Where the engine has no arrays of halves of its own, onnxruntime-web gives their bits. */
function numbersOf(data: ort.Tensor.DataType): Float32Array {
  const half =
    data instanceof Uint16Array ? new Float16Array(data.buffer as ArrayBuffer, data.byteOffset, data.length) : data;
  return Float32Array.from(half as ArrayLike<number>);
}
