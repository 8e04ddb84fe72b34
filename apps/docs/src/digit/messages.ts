import type { Languages } from '../site/language.ts';
import type { NetworkName } from './samples.ts';

/** What the page says, in the languages of the site. */
export interface Messages {
  readonly board: string;
  readonly clear: string;
  readonly input: string;
  readonly inputLabel: (isEmpty: boolean) => string;
  readonly pick: string;
  readonly sample: (number: number, label: number) => string;
  readonly network: string;
  readonly networks: Readonly<Record<NetworkName, (file: string, megabytes: string, accuracy: string) => string>>;
  readonly runtimes: string;
  readonly runtime: (name: string, megabytes: string) => string;
  readonly showKernels: (megabytes: string) => string;
  readonly classify: string;
  readonly checkAll: (count: number) => string;
  readonly stop: string;
  readonly running: (what: string) => string;
  readonly kernelsOf: string;
  readonly stopped: string;
  readonly failed: (reason: string) => string;
  readonly agreed: (count: number, digit: number) => string;
  readonly disagreed: (digits: string) => string;
  readonly nothing: string;
  readonly frameworkAgrees: (framework: string, share: string) => string;
  readonly frameworkDiffers: (framework: string, digit: number) => string;
  readonly allAgree: (count: number, framework: string, share: string) => string;
  readonly allDiffer: (count: number, framework: string) => string;
  readonly results: string;
  readonly resultsOfAll: string;
  readonly columns: {
    readonly runtime: string;
    readonly digit: string;
    readonly probability: string;
    readonly ms: string;
    readonly difference: string;
    readonly device: string;
    readonly right: string;
    readonly different: string;
    readonly share: string;
  };
  readonly unavailable: (reason: string) => string;
  readonly probabilities: string;
  readonly kernels: string;
  readonly kernelsNote: string;
  readonly kernelRows: readonly [sums: string, inPlace: string];
  readonly layer: (number: number, size: number, height: number, width: number) => string;
  readonly sumsLabel: (number: number, least: string, most: string) => string;
  readonly inPlaceLabel: (number: number, size: number) => string;
}

const en: Messages = {
  board: 'A board to draw a digit on with a pointer or a finger. Below are test digits to pick without one.',
  clear: 'Clear',
  input: 'What the network reads',
  inputLabel: (isEmpty) => (isEmpty ? 'Nothing yet' : 'The digit in gray, 32 by 32 pixels'),
  pick: 'Or pick one of the test digits',
  sample: (number, label) => `Test digit ${number}, a ${label}`,
  network: 'Network',
  networks: {
    rednet: (file, megabytes, accuracy) => `RedNet, trained by PyTorch: ${file}, ${megabytes} MB, ${accuracy} right`,
    'keras-example': (file, megabytes, accuracy) =>
      `the Keras example, trained by Keras: ${file}, ${megabytes} MB, ${accuracy} right`,
  },
  runtimes: 'Runtimes, and what the browser loads for each',
  runtime: (name, megabytes) => `${name} (${megabytes} MB)`,
  showKernels: (megabytes) => `Show the generated kernels (by onnxruntime-web, WebAssembly: ${megabytes} MB)`,
  classify: 'Classify',
  checkAll: (count) => `Check all ${count} test digits`,
  stop: 'Stop',
  running: (what) => `Running: ${what}`,
  kernelsOf: 'generated kernels',
  stopped: 'Stopped.',
  failed: (reason) => `Failed: ${reason}`,
  agreed: (count, digit) => (count === 1 ? `It is a ${digit}.` : `It is a ${digit}, say all ${count} runtimes.`),
  disagreed: (digits) => `The runtimes disagree: ${digits}.`,
  nothing: 'None of these runtimes can run here.',
  frameworkAgrees: (framework, share) =>
    `So says ${framework}; the largest difference from its logits is ${share} of what rounding may make.`,
  frameworkDiffers: (framework, digit) => `${framework} says ${digit}.`,
  allAgree: (count, framework, share) =>
    `All ${count} are classified as ${framework} does; the largest difference from its logits is ${share} of what rounding may make.`,
  allDiffer: (count, framework) => `${count} predictions differ from those of ${framework}.`,
  results: 'What each runtime says',
  resultsOfAll: 'What each runtime makes of the test digits',
  columns: {
    runtime: 'Runtime',
    digit: 'Digit',
    probability: 'Probability',
    ms: 'Time (ms)',
    difference: 'Largest difference of a logit',
    device: 'Device',
    right: 'Right',
    different: 'Other predictions',
    share: 'Share of the bound',
  },
  unavailable: (reason) => `Not here: ${reason}`,
  probabilities: 'Probability of each digit (%)',
  kernels: 'The kernels that each involution generated for this digit',
  kernelsNote:
    'From dark to bright as the numbers grow, each picture on a scale of its own. The kernels are those of the first group of channels.',
  kernelRows: ['the sum of the K² weights at each position', 'the K×K kernels, each at its position'],
  layer: (number, size, height, width) => `Involution ${number}: ${size}×${size} at ${height}×${width} positions`,
  sumsLabel: (number, least, most) => `Involution ${number}: a heatmap of sums from ${least} to ${most}`,
  inPlaceLabel: (number, size) => `Involution ${number}: its ${size} by ${size} kernels side by side`,
};

const zh: Messages = {
  board: '画板:用鼠标、触控笔或手指写一个数字。没有指针设备时,可在下方选择测试数字。',
  clear: '清除',
  input: '网络读到的图像',
  inputLabel: (isEmpty) => (isEmpty ? '尚无内容' : '该数字的灰度图,32×32 像素'),
  pick: '或者选择一个测试数字',
  sample: (number, label) => `第 ${number} 个测试数字,类别 ${label}`,
  network: '网络',
  networks: {
    rednet: (file, megabytes, accuracy) => `RedNet,由 PyTorch 训练:${file},${megabytes} MB,准确率 ${accuracy}`,
    'keras-example': (file, megabytes, accuracy) =>
      `Keras 示例网络,由 Keras 训练:${file},${megabytes} MB,准确率 ${accuracy}`,
  },
  runtimes: '运行时,以及浏览器为其下载的大小',
  runtime: (name, megabytes) => `${name}(${megabytes} MB)`,
  showKernels: (megabytes) => `显示生成的核(由 onnxruntime-web 的 WebAssembly 计算:${megabytes} MB)`,
  classify: '识别',
  checkAll: (count) => `检验全部 ${count} 个测试数字`,
  stop: '停止',
  running: (what) => `正在运行:${what}`,
  kernelsOf: '生成的核',
  stopped: '已停止。',
  failed: (reason) => `失败:${reason}`,
  agreed: (count, digit) => (count === 1 ? `识别结果:${digit}。` : `识别结果:${digit},${count} 个运行时一致。`),
  disagreed: (digits) => `各运行时的结果不一致:${digits}。`,
  nothing: '所选的运行时在此浏览器中都无法运行。',
  frameworkAgrees: (framework, share) => `${framework} 的结果相同;与其 logits 的最大差为舍入误差界的 ${share}。`,
  frameworkDiffers: (framework, digit) => `${framework} 的结果是 ${digit}。`,
  allAgree: (count, framework, share) =>
    `${count} 个数字的识别结果都与 ${framework} 相同;与其 logits 的最大差为舍入误差界的 ${share}。`,
  allDiffer: (count, framework) => `有 ${count} 个识别结果与 ${framework} 不同。`,
  results: '各运行时的结果',
  resultsOfAll: '各运行时对测试数字的识别结果',
  columns: {
    runtime: '运行时',
    digit: '数字',
    probability: '概率',
    ms: '用时(毫秒)',
    difference: 'logits 的最大差',
    device: '设备',
    right: '正确',
    different: '不同的预测',
    share: '占误差界的比例',
  },
  unavailable: (reason) => `此处不可用:${reason}`,
  probabilities: '各数字的概率(%)',
  kernels: '每个内卷层为该数字生成的核',
  kernelsNote: '数值由小到大对应由暗到亮,每幅图各用自己的色标。所示为第一个通道组的核。',
  kernelRows: ['每个位置上 K² 个权重之和', 'K×K 的核,按位置排列'],
  layer: (number, size, height, width) => `内卷层 ${number}:${size}×${size} 的核,${height}×${width} 个位置`,
  sumsLabel: (number, least, most) => `内卷层 ${number}:权重之和的热力图,从 ${least} 到 ${most}`,
  inPlaceLabel: (number, size) => `内卷层 ${number}:按位置排列的 ${size}×${size} 核`,
};

export const messages: Languages<Messages> = { en, zh };
