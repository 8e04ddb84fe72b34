// The upper end of the range of onnxruntime-web, under a name of its own. Its types are for the name `onnxruntime-web` alone.
declare module 'onnxruntime-web-prerelease' {
  export * from 'onnxruntime-web';
}

declare module 'onnxruntime-web-prerelease/webgpu' {
  export * from 'onnxruntime-web';
}
