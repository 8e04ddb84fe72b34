import type { Languages } from '../site/language.ts';

import type { Fields } from './calculate.ts';

/** What the calculator says, in the languages of the site. */
export interface Messages {
  readonly fields: Readonly<Record<keyof Fields, string>>;
  readonly shapes: string;
  readonly costs: string;
  readonly tensor: string;
  readonly shape: string;
  readonly operator: string;
  readonly params: string;
  readonly multiplyAdds: string;
  readonly bytes: string;
  readonly operators: Readonly<Record<'aggregation' | 'layer' | 'convolution' | 'depthwise', string>>;
}

const en: Messages = {
  fields: {
    batch: 'Batch N',
    height: 'Height H',
    width: 'Width W',
    channels: 'Channels C',
    kernelSize: 'Kernel size K',
    groups: 'Groups G',
    strides: 'Stride',
    dilations: 'Dilation',
    pad: 'Padding',
  },
  shapes: 'Shapes, channels last',
  costs: 'One forward call in float32',
  tensor: 'Tensor',
  shape: 'Shape',
  operator: 'Operator',
  params: 'Parameters',
  multiplyAdds: 'Multiply-adds',
  bytes: 'MB read and written',
  operators: {
    aggregation: 'involution, the weighted sum alone',
    layer: 'involution layer, r = 4',
    convolution: 'convolution C → C',
    depthwise: 'depthwise convolution',
  },
};

const zh: Messages = {
  fields: {
    batch: '批大小 N',
    height: '高 H',
    width: '宽 W',
    channels: '通道数 C',
    kernelSize: '核大小 K',
    groups: '分组数 G',
    strides: '步幅',
    dilations: '空洞率',
    pad: '填充',
  },
  shapes: '形状(通道在后)',
  costs: '一次 float32 前向计算',
  tensor: '张量',
  shape: '形状',
  operator: '算子',
  params: '参数量',
  multiplyAdds: '乘加次数',
  bytes: '读写量(MB)',
  operators: {
    aggregation: '内卷(仅加权求和)',
    layer: '内卷层,r = 4',
    convolution: '普通卷积 C → C',
    depthwise: '逐通道卷积',
  },
};

export const messages: Languages<Messages> = { en, zh };
