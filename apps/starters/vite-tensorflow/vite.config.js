// TensorFlow.js's threads on WebAssembly run a function's text, which a compressing minifier breaks.
export default {
  build: { rolldownOptions: { output: { minify: { compress: false, mangle: true } } } },
};
