// Kernels without a runtime, which engines run beside those that the site has. To add some, add them here and in `host.ts`.

export type KernelsId = 'wasm-nhwc' | 'wasm-nchw' | 'wgsl-nhwc' | 'wgsl-nchw' | 'wgsl-nhwc-half' | 'wgsl-nchw-half';

export const KERNELS: readonly { readonly id: KernelsId; readonly name: string }[] = [
  { id: 'wgsl-nhwc', name: '@involution/wgsl, NHWC' },
  { id: 'wgsl-nchw', name: '@involution/wgsl, NCHW' },
  { id: 'wgsl-nhwc-half', name: '@involution/wgsl, NHWC, float16' },
  { id: 'wgsl-nchw-half', name: '@involution/wgsl, NCHW, float16' },
  { id: 'wasm-nhwc', name: '@involution/wasm, NHWC' },
  { id: 'wasm-nchw', name: '@involution/wasm, NCHW' },
];
