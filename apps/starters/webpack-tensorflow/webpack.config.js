import HtmlPlugin from 'html-webpack-plugin';

export default {
  mode: 'production',
  devtool: 'source-map',
  entry: './main.js',
  plugins: [new HtmlPlugin({ template: 'index.html' })],
};
