import type { Languages } from '../site/language.ts';

/** What the page of the factorised involution says beside its text. */
export interface Messages {
  readonly shape: (shape: { size: number; kernelSize: number; rank: number }) => string;
  readonly shapeColumn: string;
  readonly ours: string;
  readonly ratio: (algorithm: string) => string;
  readonly caption: (runtime: string, device: string, date: string) => string;
  readonly legend: string;
}

export const messages: Languages<Messages> = {
  en: {
    shape: ({ size, kernelSize, rank }) => `${size}×${size}, K = ${kernelSize}, R = ${rank}`,
    shapeColumn: 'Shape',
    ours: 'ours, ms',
    ratio: (algorithm) => `${algorithm} ÷ ours`,
    caption: (runtime, device, date) => `${runtime}, forward, medians; ${device}; ${date}`,
    legend: '● median of the committed results; ours is a 1×1 convolution and involution2d',
  },
  zh: {
    shape: ({ size, kernelSize, rank }) => `${size}×${size},K = ${kernelSize},R = ${rank}`,
    shapeColumn: '形状',
    ours: '本项目(毫秒)',
    ratio: (algorithm) => `${algorithm} ÷ 本项目`,
    caption: (runtime, device, date) => `${runtime},前向,中位数;${device};${date}`,
    legend: '● 已提交结果的中位数;"本项目"指 1×1 卷积加 involution2d',
  },
};
