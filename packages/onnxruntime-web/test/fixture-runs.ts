// Runs of exported nets through sessions.
import type { Values } from '@involution/adapters/onnx-testing';
import type { ExportedRun } from '@involution/fixtures/onnx';
import * as ort from 'onnxruntime-web';

/** Runs a session on the inputs of a fixture. */
export async function runFixture(session: ort.InferenceSession, inputs: ExportedRun['inputs']): Promise<Values> {
  const feeds = Object.entries(inputs).map(
    ([name, { data, shape }]) => [name, new ort.Tensor('float32', Float32Array.from(data), shape)] as const,
  );
  const results = Object.entries(await session.run(Object.fromEntries(feeds), { logSeverityLevel: 4 }));
  return Object.fromEntries(
    results.map(([name, { data, dims }]) => [name, { data: data as Float32Array, shape: dims }]),
  );
}
