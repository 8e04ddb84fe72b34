import type { Languages } from '../site/language.ts';

interface Messages {
  readonly packageName: string;
  readonly entries: string;
  readonly about: string;
  /** By a package's folder, what it is; what is missing here is said as in its package.json, which is English. */
  readonly packages: Readonly<Record<string, string>>;
}

export const messages: Languages<Messages> = {
  en: { packageName: 'Package', entries: 'Entries', about: 'What it is', packages: {} },
  zh: {
    packageName: '包',
    entries: '入口',
    about: '内容',
    packages: {
      core: '算子的代码规范:几何参数、校验、方言、float64 参考实现、误差界与开销模型',
      tfjs: 'TensorFlow.js 的内卷算子及其梯度,可在任意后端上运行',
      'tfjs-cpu': 'TensorFlow.js CPU 后端的内卷内核',
      'tfjs-wasm': 'TensorFlow.js WebAssembly 后端的内卷内核',
      'tfjs-webgl': 'TensorFlow.js WebGL 后端的内卷内核',
      'tfjs-webgpu': 'TensorFlow.js WebGPU 后端的内卷内核',
      'tfjs-layers': '内卷算子的 tf.layers 层,以及作为 LayersModel 的 RedNet',
      'tfjs-converter': '在 TensorFlow.js 中运行 TensorFlow 与 Keras 的图模型,加载时融合其中的内卷',
      'onnxruntime-web': '为未经修改的 onnxruntime-web 提供的执行提供程序(execution provider)',
      onnx: 'ONNX 模型中的内卷算子:融合、展开、检查,以及 RedNet 模型的生成;不依赖任何运行时',
      checkpoints: '读取已发布的检查点:PyTorch、safetensors、Paddle、Keras',
      conformance: '一致性测试套件:任何语言都能读取的用例文件、运行器与报告',
      convert: '一条命令,从检查点到 ONNX、TensorFlow.js 和 transformers.js',
      wasm: 'WebAssembly SIMD 内核,使用宿主的内存或自有内存',
      wgsl: '面向任意 WebGPU 宿主的 WGSL 计算着色器',
      'webgpu-interop': 'TensorFlow.js 与 onnxruntime-web 共用一个 GPU 设备,张量不经 CPU 复制',
    },
  },
};
