import type { Languages } from '../site/language.ts';
import type { Transfers } from './transfers.ts';

/** What the page says, in the languages of the site. */
export interface Messages {
  readonly size: (megabytes: string) => string;
  readonly frame: (label: number) => string;
  readonly digit: string;
  readonly sample: (number: number, label: number) => string;
  readonly frames: string;
  readonly run: string;
  readonly stop: string;
  readonly loading: string;
  readonly progress: (done: number, frames: number) => string;
  readonly stopped: string;
  readonly failed: (reason: string) => string;
  readonly unavailable: string;
  readonly device: (device: string, tf: string, ort: string) => string;
  readonly summary: (copies: number, digit: number) => string;
  readonly transfers: string;
  readonly transfersOf: Readonly<Record<keyof Transfers, string>>;
  readonly perFrame: string;
  readonly oneDevice: string;
  readonly throughCpu: string;
  readonly copies: string;
  readonly others: string;
  readonly readBack: string;
  readonly median: (frames: number) => string;
  readonly same: string;
  readonly network: string;
  readonly wholeInTf: string;
  readonly wholeInOrt: string;
  readonly prediction: string;
  readonly difference: (framework: string) => string;
  readonly share: string;
  readonly bothWays: (areEqual: boolean) => string;
  readonly memory: (frames: number) => string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly buffers: string;
  readonly tensors: string;
}

const en: Messages = {
  size: (megabytes) => `Loads ${megabytes} MB when you press Run: both libraries and the network.`,
  frame: (label) => `The frame: a handwritten ${label}, white on black`,
  digit: 'Digit',
  sample: (number, label) => `Test digit ${number}, a ${label}`,
  frames: 'Frames, each way',
  run: 'Run',
  stop: 'Stop',
  loading: 'Loading, and compiling shaders',
  progress: (done, frames) => `Frame ${done} of ${frames}`,
  stopped: 'Stopped.',
  failed: (reason) => `Failed: ${reason}`,
  unavailable: 'This browser has no WebGPU, without which the libraries have no device to share.',
  device: (device, tf, ort) => `On ${device}, TensorFlow.js ${tf} and onnxruntime-web ${ort}.`,
  summary: (copies, digit) =>
    `It is a ${digit}. Between the frame and the read-back, copies of tensors on one device: ${copies}.`,
  transfers: 'Calls of WebGPU for one frame, the most that any took',
  transfersOf: {
    mapAsync: 'mapAsync',
    writeBuffer: 'writeBuffer, tensors',
    copyBufferToBuffer: 'copyBufferToBuffer',
    mappedAtCreation: 'createBuffer, mappedAtCreation',
    uniforms: 'writeBuffer, uniforms',
    uniformBytes: 'bytes of uniforms',
    images: 'copyExternalImageToTexture, the frame',
  },
  perFrame: 'Call',
  oneDevice: 'On one device',
  throughCpu: 'Through the CPU',
  copies: 'Copies of tensors',
  others: 'No copies of tensors',
  readBack: 'Read-back of the result',
  median: (frames) => `Median time of ${frames} frames (ms)`,
  same: 'The same weights in both libraries',
  network: 'Network',
  wholeInTf: 'TensorFlow.js alone',
  wholeInOrt: 'onnxruntime-web alone',
  prediction: 'Digit',
  difference: (framework) => `Largest difference from ${framework}’s logits`,
  share: 'Divided by its bound',
  bothWays: (areEqual) =>
    areEqual
      ? 'The logits of both ways are equal in every bit.'
      : 'The logits of both ways are not equal in every bit.',
  memory: (frames) => `What is held before and after ${frames} frames each way`,
  what: 'Held',
  before: 'Before',
  after: 'After',
  buffers: 'GPU buffers, made and not destroyed',
  tensors: 'Tensors of TensorFlow.js',
};

const zh: Messages = {
  size: (megabytes) => `按下“运行”后将下载 ${megabytes} MB:两个库和网络权重。`,
  frame: (label) => `输入帧:手写数字 ${label},黑底白字`,
  digit: '数字',
  sample: (number, label) => `第 ${number} 个测试数字,类别 ${label}`,
  frames: '每种方式的帧数',
  run: '运行',
  stop: '停止',
  loading: '正在加载并编译着色器',
  progress: (done, frames) => `第 ${done} 帧,共 ${frames} 帧`,
  stopped: '已停止。',
  failed: (reason) => `失败:${reason}`,
  unavailable: '此浏览器没有 WebGPU,两个库也就没有可共用的设备。',
  device: (device, tf, ort) => `设备:${device};TensorFlow.js ${tf},onnxruntime-web ${ort}。`,
  summary: (copies, digit) => `识别结果:${digit}。共用设备时,从输入帧到读回结果之间的张量拷贝次数:${copies}。`,
  transfers: '每帧的 WebGPU 调用次数(取各帧中的最大值)',
  transfersOf: {
    mapAsync: 'mapAsync',
    writeBuffer: 'writeBuffer(张量)',
    copyBufferToBuffer: 'copyBufferToBuffer',
    mappedAtCreation: 'createBuffer(mappedAtCreation)',
    uniforms: 'writeBuffer(uniform)',
    uniformBytes: 'uniform 的字节数',
    images: 'copyExternalImageToTexture(输入帧)',
  },
  perFrame: '调用',
  oneDevice: '共用一个设备',
  throughCpu: '经由 CPU',
  copies: '张量拷贝',
  others: '不属于张量拷贝',
  readBack: '读回结果',
  median: (frames) => `${frames} 帧用时的中位数(毫秒)`,
  same: '两个库使用同一组权重',
  network: '网络',
  wholeInTf: '仅 TensorFlow.js',
  wholeInOrt: '仅 onnxruntime-web',
  prediction: '数字',
  difference: (framework) => `与 ${framework} 的 logits 的最大差`,
  share: '除以误差界',
  bothWays: (areEqual) => (areEqual ? '两种方式的 logits 逐位相同。' : '两种方式的 logits 并非逐位相同。'),
  memory: (frames) => `每种方式各运行 ${frames} 帧前后的占用`,
  what: '占用',
  before: '之前',
  after: '之后',
  buffers: '已创建且未销毁的 GPU 缓冲区',
  tensors: 'TensorFlow.js 的张量',
};

export const messages: Languages<Messages> = { en, zh };
