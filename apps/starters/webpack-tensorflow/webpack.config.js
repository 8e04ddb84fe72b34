import HtmlPlugin from 'html-webpack-plugin';

export default {
  entry: './main.js',
  plugins: [new HtmlPlugin({ template: 'index.html' })],
};
