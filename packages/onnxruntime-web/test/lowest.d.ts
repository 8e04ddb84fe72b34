// Its own types are those of a module of another name.
declare module 'onnxruntime-web-lowest' {
  export * from 'onnxruntime-web';
}
