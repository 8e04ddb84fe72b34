// Every page of the site, in the order of its sidebar. Each is there in English, at this path, and in Chinese, under `/zh`.
import type { Languages } from './language.ts';

export interface Section {
  readonly title: Languages<string>;
  readonly pages: readonly (Languages<string> & { readonly path: string })[];
}

export const SECTIONS: readonly Section[] = [
  {
    title: { en: 'Involution', zh: '内卷算子' },
    pages: [
      { path: '/involution', en: 'What involution is', zh: '什么是内卷算子' },
      { path: '/numerics', en: 'Numerics', zh: '数值性质' },
      { path: '/factorized', en: 'Factorised involution', zh: '分解的内卷' },
      { path: '/resolution', en: 'High resolution', zh: '高分辨率' },
    ],
  },
  {
    title: { en: 'In your browser', zh: '在你的浏览器中' },
    pages: [
      { path: '/playground', en: 'Playground', zh: '演练场' },
      { path: '/digit', en: 'Draw a digit', zh: '手写数字' },
      { path: '/onnx', en: 'ONNX tool', zh: 'ONNX 工具' },
      { path: '/conformance', en: 'Conformance', zh: '一致性测试' },
      { path: '/benchmark', en: 'Benchmark', zh: '基准测试' },
      { path: '/interop', en: 'Interop', zh: '互操作' },
      { path: '/repl', en: 'REPL', zh: 'REPL' },
    ],
  },
  {
    title: { en: 'Guides', zh: '指南' },
    pages: [
      { path: '/guide/choosing', en: 'Choosing a backend', zh: '选择后端' },
      { path: '/comparison', en: 'RedNet-50 beside ResNet-50', zh: 'RedNet-50 与 ResNet-50 对比' },
      { path: '/guide/starters', en: 'Starters', zh: '起步应用' },
      { path: '/guide/tensorflow-js', en: 'TensorFlow.js', zh: 'TensorFlow.js' },
      { path: '/guide/layers', en: 'Layers and training', zh: '层与训练' },
      { path: '/guide/onnxruntime-web', en: 'onnxruntime-web', zh: 'onnxruntime-web' },
      { path: '/guide/checkpoints', en: 'From a checkpoint', zh: '从检查点开始' },
      { path: '/guide/exporting', en: 'Exporting from PyTorch and Keras', zh: '从 PyTorch 和 Keras 导出' },
      { path: '/guide/backend', en: 'A backend of your own', zh: '编写自己的后端' },
      { path: '/guide/deployment', en: 'Deployment', zh: '部署' },
      { path: '/guide/cluster', en: 'Beyond one machine', zh: '不止一台机器' },
      { path: '/errors', en: 'Troubleshooting', zh: '疑难解答' },
    ],
  },
  {
    title: { en: 'How it works inside', zh: '内部原理' },
    pages: [
      { path: '/inside/wasm', en: 'WebAssembly', zh: 'WebAssembly' },
      { path: '/inside/webgl', en: 'WebGL', zh: 'WebGL' },
      { path: '/inside/webgpu', en: 'WebGPU', zh: 'WebGPU' },
      { path: '/inside/onnxruntime-web', en: 'onnxruntime-web', zh: 'onnxruntime-web' },
    ],
  },
  {
    title: { en: 'Reference', zh: '参考' },
    pages: [
      { path: '/api/', en: 'API', zh: 'API' },
      { path: '/support', en: 'Support matrix', zh: '支持矩阵' },
      { path: '/changelog', en: 'Changelogs', zh: '更新日志' },
      { path: '/about', en: 'About', zh: '关于' },
    ],
  },
];

/** Paths of the pages that compute something, beside the home page and the explorer's. */
export const LIVE_PATHS = SECTIONS.find(({ title }) => title.en === 'In your browser')!.pages.map(({ path }) => path);
