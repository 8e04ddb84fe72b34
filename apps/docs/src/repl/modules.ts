// What a program in the REPL can import. The page reads this; what loads the modules is `loaders.ts`, for the worker alone.

/** Every module that the worker has. To add one, add its name here and how to load it there. */
export const MODULE_NAMES = [
  '@involution/checkpoints',
  '@involution/conformance',
  '@involution/conformance/onnxruntime',
  '@involution/conformance/tfjs',
  '@involution/core',
  '@involution/core/networks',
  '@involution/onnx',
  '@involution/onnx/proto',
  '@involution/onnx/model',
  '@involution/onnxruntime-web',
  '@involution/tfjs',
  '@involution/tfjs-converter',
  '@involution/tfjs-converter/register',
  '@involution/tfjs-cpu',
  '@involution/tfjs-cpu/register',
  '@involution/tfjs-layers',
  '@involution/tfjs-layers/register',
  '@involution/tfjs-wasm',
  '@involution/tfjs-wasm/register',
  '@involution/tfjs-webgl',
  '@involution/tfjs-webgl/register',
  '@involution/tfjs-webgpu',
  '@involution/tfjs-webgpu/register',
  '@involution/wasm',
  '@involution/webgpu-interop',
  '@involution/wgsl',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  'involution-convert',
  'onnxruntime-web',
  'onnxruntime-web/wasm',
  'onnxruntime-web/webgpu',
] as const;

export type ModuleName = (typeof MODULE_NAMES)[number];

export function isModuleName(name: string): name is ModuleName {
  return (MODULE_NAMES as readonly string[]).includes(name);
}

/** What any program is loaded with, in millions of bytes before compression; tests weigh these. */
const BASE_MEGABYTES = 0.3;

/** What those load besides that import one of these. onnxruntime-web asks for its binary when a session needs it. */
const MEGABYTES: readonly (readonly [imports: RegExp, megabytes: number])[] = [
  [/^@tensorflow\/|^@involution\/(tfjs|webgpu-interop|conformance\/tfjs)/, 2],
  [/^@(tensorflow|involution)\/tfjs-(backend-)?wasm/, 0.7],
  [/^@(tensorflow\/tfjs-backend|involution\/tfjs)-webgpu|^@involution\/webgpu-interop$/, 0.5],
  [/^@involution\/onnx|^involution-convert$/, 0.3],
  [/^@involution\/conformance$/, 31.5],
  [/^onnxruntime-web(\/wasm)?$/, 14.3],
  [/^onnxruntime-web\/webgpu$/, 26.9],
];

/** How much a program loads at most that imports these, in millions of bytes. */
export function megabytesOf(imports: readonly string[]): number {
  const parts = MEGABYTES.filter(([pattern]) => imports.some((name) => pattern.test(name)));
  return parts.reduce((sum, [, megabytes]) => sum + megabytes, BASE_MEGABYTES);
}

/** Whether what a program imports runs on WebGPU alone. */
export function needsWebGpu(imports: readonly string[]): boolean {
  return imports.some((name) => /webgpu|wgsl/.test(name));
}
