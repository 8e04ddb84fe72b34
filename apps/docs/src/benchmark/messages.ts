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

/** What the benchmark page says, in the languages of the site. */
export interface Messages {
  readonly runtimes: string;
  /** Beside a runtime's name: what it loads. */
  readonly size: (megabytes: number) => string;
  readonly sizes: string;
  readonly shapes: string;
  readonly shapesNote: string;
  readonly more: string;
  readonly gradients: string;
  readonly threads: string;
  readonly threadsNote: string;
  readonly runs: string;
  readonly isolated: string;
  readonly notIsolated: string;
  readonly run: string;
  readonly stop: string;
  readonly nothing: string;
  readonly loading: (runtime: string) => string;
  readonly timing: (runtime: string, shape: string, direction: string, contestant: string) => string;
  readonly progress: string;
  readonly done: string;
  readonly stopped: string;
  readonly failed: (reason: string) => string;
  readonly environment: (processors: number, clockMs: string) => string;
  readonly device: (name: string, version: string, threads: number) => string;
  readonly means: string;
  readonly meanColumns: readonly [
    runtime: string,
    direction: string,
    contestant: string,
    ratio: string,
    shapes: string,
  ];
  readonly chart: (title: string) => string;
  readonly legend: string;
  readonly axis: string;
  readonly table: (title: string) => string;
  readonly columns: readonly string[];
  readonly download: string;
  readonly downloadNote: string;
  readonly link: string;
  readonly visitorColumns: readonly string[];
}

const english: Messages = {
  runtimes: 'Runtimes',
  size: (megabytes) => `${megabytes} MB`,
  sizes: 'A runtime is loaded when it is run; the numbers beside the names are what it loads, before compression.',
  shapes: 'Shapes',
  shapesNote: 'Channels × height × width and the kernel size K; groups of 16 channels, stride 1, same padding.',
  more: 'More settings',
  gradients: 'Gradients too (TensorFlow.js)',
  threads: 'Threads of the frameworks’ WebAssembly kernels',
  threadsNote: 'More than one needs a page that is isolated. Our own kernels use one.',
  runs: 'Runs of each contestant, at least',
  isolated: 'This page is cross-origin isolated: its clock is precise, and threads can be used.',
  notIsolated:
    'This page is not cross-origin isolated: its clock is coarse, so that each run makes more calls, and there is one thread.',
  run: 'Run',
  stop: 'Stop',
  nothing: 'Choose a runtime and a shape.',
  loading: (runtime) => `Loading ${runtime} …`,
  timing: (runtime, shape, direction, contestant) => `${runtime}: ${shape}, ${direction}, ${contestant} …`,
  progress: 'Contests that are finished',
  done: 'Finished.',
  stopped: 'Stopped. What had been finished stays.',
  failed: (reason) => `Not timed: ${reason}`,
  environment: (processors, clockMs) => `${processors} logical processors; the clock steps by ${clockMs} ms.`,
  device: (name, version, threads) => `${name}; version ${version}; threads: ${threads}`,
  means: 'Geometric means over the shapes: how many times as long as ours',
  meanColumns: ['Runtime', 'Direction', 'Contestant', '÷ ours', 'Shapes'],
  chart: (title) => `Milliseconds of a call by shape and contestant, ${title}; the table below has the numbers`,
  legend:
    '● median here; thick line: middle half of the runs; thin line: all runs; ◇ committed result on another machine',
  axis: 'milliseconds per call, logarithmic →',
  table: (title) => `${title}: milliseconds of one call`,
  columns: [
    'Shape',
    'Direction',
    'Contestant',
    'Median, ms',
    '÷ ours',
    'Quartiles, ms',
    'Least – most, ms',
    'Runs × calls',
    'Committed, ms',
    'Committed ÷ ours',
  ],
  download: 'Download as JSON',
  downloadNote:
    'For a pull request that adds it to tooling/bench/results/browsers. It holds the figures above, the date, these settings, the device names and what your browser says of itself (user agent, processors); nothing else.',
  link: 'Link to these settings',
  visitorColumns: ['Browser', 'Runtime', 'Device', 'Direction', 'Contestant', '÷ ours', 'Shapes'],
};

const chinese: Messages = {
  runtimes: '运行时',
  size: (megabytes) => `${megabytes} MB`,
  sizes: '运行时在运行时才会加载;名称旁的数字是压缩前的下载量。',
  shapes: '形状',
  shapesNote: '通道数 × 高 × 宽,以及核大小 K;每组 16 个通道,步长 1,same 填充。',
  more: '更多设置',
  gradients: '同时测量梯度(TensorFlow.js)',
  threads: '框架 WebAssembly 内核的线程数',
  threadsNote: '多线程要求页面已跨源隔离。本项目的内核只用一个线程。',
  runs: '每个参赛者至少运行的轮数',
  isolated: '本页面已跨源隔离:时钟精确,可以使用多线程。',
  notIsolated: '本页面未跨源隔离:时钟较粗,因此每轮会多调用几次,且只有一个线程。',
  run: '运行',
  stop: '停止',
  nothing: '请至少选择一个运行时和一个形状。',
  loading: (runtime) => `正在加载 ${runtime} …`,
  timing: (runtime, shape, direction, contestant) => `${runtime}:${shape},${direction},${contestant} …`,
  progress: '已完成的测试',
  done: '已完成。',
  stopped: '已停止。已完成的结果保留。',
  failed: (reason) => `未测量:${reason}`,
  environment: (processors, clockMs) => `${processors} 个逻辑处理器;时钟步长 ${clockMs} 毫秒。`,
  device: (name, version, threads) => `${name};版本 ${version};线程数:${threads}`,
  means: '各形状的几何平均:耗时为本项目的多少倍',
  meanColumns: ['运行时', '方向', '参赛者', '÷ 本项目', '形状数'],
  chart: (title) => `${title}:各形状、各参赛者每次调用的毫秒数;数值见下表`,
  legend: '● 此处的中位数;粗线:中间一半的轮次;细线:全部轮次;◇ 另一台机器上的已提交结果',
  axis: '每次调用的毫秒数(对数刻度)→',
  table: (title) => `${title}:每次调用的毫秒数`,
  columns: [
    '形状',
    '方向',
    '参赛者',
    '中位数(毫秒)',
    '÷ 本项目',
    '四分位数(毫秒)',
    '最小 – 最大(毫秒)',
    '轮数 × 调用数',
    '已提交(毫秒)',
    '已提交 ÷ 本项目',
  ],
  download: '下载 JSON',
  downloadNote:
    '可通过 pull request 加入 tooling/bench/results/browsers。文件只含上面的数字、日期、当前设置、设备名称,以及浏览器对自身的描述(user agent、处理器数),别无其他。',
  link: '当前设置的链接',
  visitorColumns: ['浏览器', '运行时', '设备', '方向', '参赛者', '÷ 本项目', '形状数'],
};

export const messages: Languages<Messages> = { en: english, zh: chinese };
