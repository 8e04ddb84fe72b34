export default {
  worker: {
    format: 'es',
    // TensorFlow.js's threads run a function's text, which a compressing minifier breaks.
    rolldownOptions: { output: { minify: { compress: false, mangle: true } } },
  },
};
