import type { Languages } from '../site/language.ts';

/** What the explorer says, in the languages of the site. */
export interface Messages {
  readonly picture: (row: number, column: number) => string;
  readonly hint: string;
  readonly row: string;
  readonly column: string;
  readonly kernelSize: string;
  readonly groups: string;
  readonly groupsShared: string;
  readonly groupsEach: string;
  readonly dilation: string;
  readonly stride: string;
  readonly channel: string;
  readonly channels: readonly [red: string, green: string, blue: string];
  readonly ownKernel: string;
  readonly ownKernelNote: string;
  readonly sharedKernel: string;
  readonly sharedKernelNote: string;
  readonly heatmap: (name: string, size: number, least: string, most: string) => string;
  readonly formula: string;
  readonly more: (count: number) => string;
  readonly numbers: string;
  readonly weights: string;
}

const en: Messages = {
  picture: (row, column) => `A photo of a cat, 64 by 43 pixels, with the window around row ${row}, column ${column}`,
  hint: 'Point at a pixel, or move the sliders: the kernel beside the photo is that pixel’s own.',
  row: 'Row',
  column: 'Column',
  kernelSize: 'Kernel size K',
  groups: 'Groups G',
  groupsShared: '1: the colours share a kernel',
  groupsEach: '3: each colour has its own',
  dilation: 'Dilation',
  stride: 'Stride: an output every … pixels',
  channel: 'Channel of the sum',
  channels: ['red', 'green', 'blue'],
  ownKernel: 'Involution',
  ownKernelNote: 'another kernel at every pixel, made from the pixel itself',
  sharedKernel: 'Convolution',
  sharedKernelNote: 'one kernel for all pixels',
  heatmap: (name, size, least, most) => `${name}: a ${size} by ${size} kernel with weights from ${least} to ${most}`,
  formula: 'The sum at this pixel',
  more: (count) => `${count} more`,
  numbers: 'All weights as numbers',
  weights: 'The kernel of this pixel',
};

const zh: Messages = {
  picture: (row, column) => `一张猫的照片,64×43 像素;方框是第 ${row} 行、第 ${column} 列像素的窗口`,
  hint: '指向任意像素,或拖动滑块:照片旁显示的就是该像素自己的核。',
  row: '行',
  column: '列',
  kernelSize: '核大小 K',
  groups: '分组数 G',
  groupsShared: '1:三个颜色通道共享一个核',
  groupsEach: '3:每个颜色通道各有一个核',
  dilation: '空洞率',
  stride: '步长:每隔几个像素计算一个输出',
  channel: '求和的通道',
  channels: ['红', '绿', '蓝'],
  ownKernel: '内卷',
  ownKernelNote: '每个像素一个核,由该像素自身生成',
  sharedKernel: '卷积',
  sharedKernelNote: '所有像素共用一个核',
  heatmap: (name, size, least, most) => `${name}:${size}×${size} 的核,权重从 ${least} 到 ${most}`,
  formula: '该像素处的加权和',
  more: (count) => `其余 ${count} 项`,
  numbers: '以数字显示全部权重',
  weights: '该像素的核',
};

export const messages: Languages<Messages> = { en, zh };
