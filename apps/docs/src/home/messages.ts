import type { Languages } from '../site/language.ts';

/** What the home page's demonstration says, in the languages of the site. */
export interface Messages {
  readonly run: string;
  readonly stop: string;
  readonly size: (megabytes: string) => string;
  readonly photo: string;
  readonly running: string;
  readonly times: (times: readonly string[]) => string;
  readonly fastest: (name: string, device: string) => string;
  readonly sharpened: string;
  readonly sharpenedEqual: string;
  readonly sharpenedDiffers: string;
  readonly layer: string;
  readonly layerAgrees: (worstError: string) => string;
  readonly layerDiffers: (worstError: string) => string;
  readonly more: string;
  readonly none: string;
}

const en: Messages = {
  run: 'Run it in this browser',
  stop: 'Stop',
  size: (megabytes) =>
    `Loads up to ${megabytes} MB (before compression): TensorFlow.js on WebGPU, WebGL and WebAssembly. The fastest of them here computes the pictures.`,
  photo: 'A photo of a cat',
  running: 'Running …',
  times: (times) => `The 7×7 layer: ${times.join('; ')}.`,
  fastest: (name, device) => `Computed here by ${name} (${device}).`,
  sharpened: 'Sharpened: one 3×3 filter for all pixels',
  sharpenedEqual: 'Every byte is that of OpenCV’s filter2D.',
  sharpenedDiffers: 'Not every byte is that of OpenCV’s filter2D.',
  layer: 'A 7×7 layer: a kernel of its own at every pixel',
  layerAgrees: (worstError) => `Within the error bound everywhere: ${worstError} of it at most.`,
  layerDiffers: (worstError) => `Not within the error bound: ${worstError} times it.`,
  more: 'More in the playground',
  none: 'This browser has none of the three. The playground also has TensorFlow.js’s plain CPU backend.',
};

const zh: Messages = {
  run: '在此浏览器中运行',
  stop: '停止',
  size: (megabytes) =>
    `最多加载 ${megabytes} MB(压缩前):TensorFlow.js 的 WebGPU、WebGL 与 WebAssembly 后端,由其中在此处最快的一个计算图像。`,
  photo: '一张猫的照片',
  running: '正在运行……',
  times: (times) => `7×7 的层:${times.join(';')}。`,
  fastest: (name, device) => `由 ${name}(${device})在此计算。`,
  sharpened: '锐化:所有像素共用一个 3×3 滤波器',
  sharpenedEqual: '每个字节都与 OpenCV 的 filter2D 相同。',
  sharpenedDiffers: '并非每个字节都与 OpenCV 的 filter2D 相同。',
  layer: '7×7 的层:每个像素都有自己的核',
  layerAgrees: (worstError) => `处处在误差界之内:最大为误差界的 ${worstError} 倍。`,
  layerDiffers: (worstError) => `超出误差界:为误差界的 ${worstError} 倍。`,
  more: '更多内容见演练场',
  none: '此浏览器三者皆不支持。演练场中还有 TensorFlow.js 的纯 CPU 后端。',
};

export const messages: Languages<Messages> = { en, zh };
