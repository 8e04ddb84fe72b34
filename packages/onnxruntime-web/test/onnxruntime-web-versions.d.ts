// The ends of the range of onnxruntime-web that the execution provider admits, under names of their own. Their types are for
// the name `onnxruntime-web` alone.
declare module 'onnxruntime-web-lowest' {
  export * from 'onnxruntime-web';
}

declare module 'onnxruntime-web-prerelease' {
  export * from 'onnxruntime-web';
}
