import { rspack } from '@rspack/core';

export default {
  mode: 'production',
  devtool: 'source-map',
  entry: './main.js',
  plugins: [
    new rspack.HtmlRspackPlugin({ template: 'index.html' }),
    new rspack.CopyRspackPlugin({ patterns: ['layer.onnx'] }),
  ],
};
