import { loadInvolutionWasm, type OwnInvolutionWasm, supportedBuilds } from '@involution/wasm';

let loaded: { kernels?: OwnInvolutionWasm } | undefined;

/**
 * The WebAssembly kernels on a memory of their own, compiled on the first call; `undefined` where this engine has no
 * WebAssembly, or a content security policy forbids it.
 */
export function wasmKernels(): OwnInvolutionWasm | undefined {
  loaded ??= load();
  return loaded.kernels;
}

function load(): { kernels?: OwnInvolutionWasm } {
  if (typeof WebAssembly === 'undefined' || supportedBuilds().length === 0) return {};
  try {
    return { kernels: loadInvolutionWasm() };
  } catch (error) {
    // What becomes of it under a policy without 'wasm-unsafe-eval'.
    if (error instanceof WebAssembly.CompileError) return {};
    throw error;
  }
}
