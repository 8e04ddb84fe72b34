import type { Languages } from '../site/language.ts';

/** What tables of committed results say, in the languages of the site. */
export interface TableMessages {
  readonly shape: string;
  /** A contestant of tooling/bench by its name in the results; one that is not here is called by that. */
  readonly contestants: Readonly<Record<string, string>>;
  readonly directions: Readonly<Record<string, string>>;
  readonly milliseconds: (contestant: string) => string;
  readonly ratio: (contestant: string) => string;
  readonly mean: string;
  readonly machine: (cpu: string, cores: number, node: string) => string;
  readonly measured: (what: string, date: string) => string;
  readonly medians: string;
}

const en: TableMessages = {
  shape: 'Shape',
  contestants: {
    ours: 'ours',
    composed: 'composed',
    fallback: 'fallback',
    slices: 'slices',
    function: 'function',
    depthwise: 'depthwise',
    add: 'add',
    'by copies': 'ours, by copies',
    TypeScript: 'ours, in TypeScript',
    unmodified: 'unmodified',
    checkpoint: 'from the checkpoint',
    floor: 'floor',
  },
  directions: { forward: 'forward', 'forward + gradients': 'forward and both gradients' },
  milliseconds: (contestant) => `${contestant}, ms`,
  ratio: (contestant) => `${contestant} ÷ ours`,
  mean: 'geometric mean',
  machine: (cpu, cores, node) => `${cpu}, ${cores} cores, Node ${node}`,
  measured: (what, date) => `${what}; ${date}`,
  medians: 'medians',
};

const zh: TableMessages = {
  shape: '形状',
  contestants: {
    ours: '本项目',
    composed: '组合写法',
    fallback: '后备实现',
    slices: '切片写法',
    function: '函数体',
    depthwise: '逐通道卷积',
    add: '加法',
    'by copies': '本项目(复制数据)',
    TypeScript: '本项目(TypeScript)',
    unmodified: '原版',
    checkpoint: '取自检查点',
    floor: '下限',
  },
  directions: { forward: '前向', 'forward + gradients': '前向与两个梯度' },
  milliseconds: (contestant) => `${contestant}(毫秒)`,
  ratio: (contestant) => `${contestant} ÷ 本项目`,
  mean: '几何平均',
  machine: (cpu, cores, node) => `${cpu},${cores} 核,Node ${node}`,
  measured: (what, date) => `${what};${date}`,
  medians: '中位数',
};

export const tableMessages: Languages<TableMessages> = { en, zh };
