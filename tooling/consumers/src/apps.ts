// The applications: folders of `apps/starters`, what runs them, and what of ours may be in their bundles.
import { NPX_ARGUMENTS, VERSIONS } from '@involution/adapters/programs';
import { inPage, inProgram, type RunApp } from './run.ts';

/** An application, and what it is run in. */
export interface App {
  readonly folder: string;
  readonly run: RunApp;
  /** Versions of the frameworks: the lowest or the newest that our packages admit. Default: what npm takes for the folder. */
  readonly frameworks?: 'lowest' | 'newest';
  /** Default: nothing bundles it. */
  readonly bundle?: Bundle;
}

/** What a bundler makes of an application. */
export interface Bundle {
  /** Where in the application's folder. */
  readonly folder: string;
  /** The packages that ours bring into what the page loads, themselves included: these and no others. */
  readonly packages: readonly string[];
  /** The most that they may add, in kB, gzipped. Default: no limit. */
  readonly limit?: number;
}

const OP = ['@involution/core', '@involution/tfjs'];
/** With the kernels of WebGPU, or of WebAssembly, which come when they are needed. */
const PROVIDER = ['@bufbuild/protobuf', '@involution/core', '@involution/onnx', '@involution/onnxruntime-web'];
const PROVIDER_ON_WASM = [...PROVIDER, '@involution/wasm'];
const PROVIDER_ON_WEBGPU = [...PROVIDER, '@involution/wgsl'];
const PROVIDER_LIMIT = 60;
/** Of Turbopack, whose files are larger. */
const PROVIDER_LIMIT_OF_NEXT = 62;
const NODE = inProgram(`Node ${process.versions.node}`, process.execPath);

/** Those that are run with other frameworks than npm takes for them. */
const TENSORFLOW: App = {
  folder: 'webpack-tensorflow',
  run: inPage('dist'),
  bundle: { folder: 'dist', packages: [...OP, '@involution/tfjs-webgpu', '@involution/wgsl'], limit: 12 },
};
const ONNXRUNTIME: App = {
  folder: 'vite-onnxruntime',
  run: inPage('dist'),
  bundle: { folder: 'dist', packages: PROVIDER_ON_WEBGPU, limit: PROVIDER_LIMIT },
};

/** By the names of the command line. To add one, add it here. */
export const APPS: Readonly<Record<string, App>> = {
  'node-esm': { folder: 'node-esm', run: NODE },
  'node-commonjs': { folder: 'node-commonjs', run: NODE },
  bun: { folder: 'node-esm', run: inProgram(`Bun ${VERSIONS.bun}`, 'npx', NPX_ARGUMENTS.bun) },
  deno: { folder: 'node-esm', run: inProgram(`Deno ${VERSIONS.deno}`, 'npx', NPX_ARGUMENTS.deno) },
  'importmap-tensorflow': { folder: 'importmap-tensorflow', run: inPage('.') },
  'vite-tensorflow': {
    folder: 'vite-tensorflow',
    run: inPage('dist'),
    bundle: {
      folder: 'dist',
      packages: [
        ...OP,
        ...['@involution/tfjs-wasm', '@involution/tfjs-webgl', '@involution/tfjs-webgpu'],
        ...['@involution/wasm', '@involution/wgsl'],
      ],
    },
  },
  'vite-onnxruntime': ONNXRUNTIME,
  'vite-worker': {
    folder: 'vite-worker',
    run: inPage('dist'),
    bundle: {
      folder: 'dist',
      packages: [
        ...OP,
        ...['@involution/tfjs-wasm', '@involution/tfjs-webgpu', '@involution/wasm', '@involution/wgsl'],
      ],
    },
  },
  'vite-policy': {
    folder: 'vite-policy',
    run: inPage('dist'),
    bundle: { folder: 'dist', packages: [...OP, '@involution/tfjs-wasm', '@involution/wasm'] },
  },
  'vite-transformers': {
    folder: 'vite-transformers',
    run: inPage('dist'),
    bundle: { folder: 'dist', packages: PROVIDER_ON_WASM, limit: PROVIDER_LIMIT },
  },
  'webpack-tensorflow': TENSORFLOW,
  'rspack-onnxruntime': {
    folder: 'rspack-onnxruntime',
    run: inPage('dist'),
    bundle: { folder: 'dist', packages: PROVIDER_ON_WEBGPU, limit: PROVIDER_LIMIT },
  },
  'next-onnxruntime': {
    folder: 'next-onnxruntime',
    run: inPage('out'),
    bundle: { folder: 'out', packages: PROVIDER_ON_WEBGPU, limit: PROVIDER_LIMIT_OF_NEXT },
  },
  'tensorflow-lowest': { ...TENSORFLOW, frameworks: 'lowest' },
  'tensorflow-newest': { ...TENSORFLOW, frameworks: 'newest' },
  'onnxruntime-lowest': { ...ONNXRUNTIME, frameworks: 'lowest' },
  'onnxruntime-newest': { ...ONNXRUNTIME, frameworks: 'newest' },
};
