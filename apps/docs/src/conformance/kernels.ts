// Kernels without a runtime, which engines run beside those that the site has. To add some, add them here and in `host.ts`.

export type KernelsId = 'wasm-nhwc' | 'wasm-nchw' | 'wgsl-nhwc' | 'wgsl-nchw';

export const KERNELS: readonly { readonly id: KernelsId; readonly name: string }[] = [
  { id: 'wgsl-nhwc', name: '@involution/wgsl, NHWC' },
  { id: 'wgsl-nchw', name: '@involution/wgsl, NCHW' },
  { id: 'wasm-nhwc', name: '@involution/wasm, NHWC' },
  { id: 'wasm-nchw', name: '@involution/wasm, NCHW' },
];
