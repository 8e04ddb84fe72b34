// What the execution provider needs of onnxruntime-web: public names alone.
import type * as Ort from 'onnxruntime-web';

/**
 * The part of onnxruntime-web that is used. `onnxruntime-web`, `onnxruntime-web/webgpu` and `/wasm` are bundles with
 * sessions and registries of their own, so that the user's is handed in and never imported.
 */
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env' | 'registerBackend'>;
export type Tensor = Ort.Tensor;
export type Session = Ort.InferenceSession;
export type SessionOptions = Ort.InferenceSession.SessionOptions;
export type RunOptions = Ort.InferenceSession.RunOptions;
export type ProviderConfig = Ort.InferenceSession.ExecutionProviderConfig;
export type ValueMetadata = Ort.InferenceSession.ValueMetadata;
export type Backend = Ort.Backend;
export type SessionHandler = Ort.InferenceSessionHandler;

/** The name of an execution provider that may come with options. */
export function providerName(config: ProviderConfig): string {
  return typeof config === 'string' ? config : config.name;
}
