// Every runtime that the site runs. To add one, add an entry here and one in `starters.ts`.

export type RuntimeId = 'tfjs-cpu' | 'tfjs-wasm' | 'tfjs-webgl' | 'tfjs-webgpu' | 'ort-wasm' | 'ort-webgpu';

/** What a page says of a runtime before it is loaded. */
export interface RuntimeInfo {
  readonly id: RuntimeId;
  readonly name: string;
  /** Millions of bytes that a browser loads for it, before compression; a test weighs them. */
  readonly megabytes: number;
  /** Where it runs nothing but single involutions, for which onnxruntime-web leaves its WebAssembly alone. Default: the same. */
  readonly megabytesOfOperator?: number;
}

export const RUNTIMES: readonly RuntimeInfo[] = [
  { id: 'tfjs-webgpu', name: 'TensorFlow.js, WebGPU', megabytes: 1.4 },
  { id: 'tfjs-webgl', name: 'TensorFlow.js, WebGL', megabytes: 1.9 },
  { id: 'tfjs-wasm', name: 'TensorFlow.js, WebAssembly', megabytes: 1.6 },
  { id: 'tfjs-cpu', name: 'TensorFlow.js, CPU', megabytes: 1.2 },
  { id: 'ort-webgpu', name: 'onnxruntime-web, WebGPU', megabytes: 27.5 },
  { id: 'ort-wasm', name: 'onnxruntime-web, WebAssembly', megabytes: 14.8, megabytesOfOperator: 0.36 },
];

/** What a page loads that runs single involutions in a runtime. */
export function megabytesOfOperator({ megabytes, megabytesOfOperator = megabytes }: RuntimeInfo): number {
  return megabytesOfOperator;
}
