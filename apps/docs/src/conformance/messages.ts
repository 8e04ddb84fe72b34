import type { SuiteName, TestResult } from '@involution/conformance';
import type { Languages } from '../site/language.ts';
import type { Run } from './run.ts';

/** What the conformance page says, in the languages of the site. */
export interface Messages {
  readonly backends: string;
  readonly backend: string;
  readonly megabytes: (count: string) => string;
  readonly which: string;
  readonly whole: string;
  readonly smoke: string;
  readonly suite: string;
  readonly checks: string;
  readonly tests: string;
  readonly numbers: string;
  readonly suites: Readonly<Record<SuiteName, string>>;
  readonly extent: (tests: number, backends: number, megabytes: string) => string;
  readonly run: string;
  readonly stop: string;
  readonly progress: (done: number, all: number) => string;
  readonly states: Readonly<Record<Run['state'], string>>;
  readonly statuses: Readonly<Record<TestResult['status'], string>>;
  readonly matrix: string;
  readonly all: string;
  readonly worst: string;
  readonly none: string;
  readonly notes: Readonly<Record<Exclude<TestResult['status'], 'passed'>, string>>;
  readonly notPassed: string;
  readonly reason: string;
  readonly count: string;
  readonly example: string;
  readonly take: string;
  readonly download: string;
  readonly issue: string;
  readonly copy: string;
  readonly copied: string;
  readonly cases: string;
  readonly casesHint: string;
  readonly filter: string;
  readonly show: string;
  readonly showAll: string;
  readonly shown: (shown: number, all: number) => string;
  readonly case: string;
  readonly loading: string;
  readonly unknownCase: (id: string) => string;
  readonly close: string;
  readonly operation: string;
  readonly options: string;
  readonly operands: string;
  readonly expects: {
    readonly values: (shape: string, terms: number) => string;
    readonly sameBits: string;
    readonly refused: (code: string) => string;
    readonly noLeak: (calls: number) => string;
  };
  readonly expected: string;
  readonly result: string;
  readonly error: string;
  readonly details: string;
  readonly element: (position: string, actual: string, exact: string, bound: string) => string;
  readonly notRun: string;
  readonly diff: string;
  readonly diffHint: string;
  readonly reference: string;
  readonly mine: string;
  readonly here: string;
  readonly there: string;
  readonly agree: (same: number, errors: number, statuses: number) => string;
  readonly unknown: (count: number) => string;
  readonly statusDifferences: string;
  readonly errorDifferences: (shown: number, all: number) => string;
  readonly source: (device: string, machine: string) => string;
}

const en: Messages = {
  backends: 'Backends',
  backend: 'Backend',
  megabytes: (count) => `${count} MB`,
  which: 'Tests',
  whole: 'the whole kit',
  smoke: 'a few dozen that touch every suite, operation, dialect and rank',
  suite: 'Suite',
  checks: 'What it checks',
  tests: 'Tests',
  numbers: 'Numbers, MB',
  suites: {
    golden: 'cases computed by PyTorch, TensorFlow/Keras and OpenCV: forward and both gradients',
    generated: 'sizes on and off vector widths and tiles, lopsided kernels, random geometries in every dialect',
    'non-finite': 'NaN and infinity reach exactly the results whose sum holds them',
    range: 'products near the ends of float32’s range, overflowing sums, subnormal numbers',
    determinism: 'the same input twice gives the same bits',
    errors: 'bad calls are refused with the documented code',
    leaks: 'after many calls, good and refused, nothing is left over',
  },
  extent: (tests, backends, megabytes) =>
    `This runs ${tests} tests on ${backends} ${backends === 1 ? 'backend' : 'backends'}, one after the other, and loads up to ${megabytes} MB.`,
  run: 'Run',
  stop: 'Stop',
  progress: (done, all) => `${done} of ${all} tests`,
  states: {
    waiting: 'waiting',
    starting: 'starting',
    running: 'running',
    done: 'done',
    stopped: 'stopped',
    unavailable: 'not available here',
    broken: 'broken off',
  },
  statuses: {
    passed: 'passed',
    failed: 'failed',
    'expected-fail': 'expected to fail',
    'not-supported': 'not supported',
  },
  matrix: 'Tests by suite and backend. Worst is the largest normalized error: up to 1 is right.',
  all: 'all',
  worst: 'worst',
  none: '–',
  notes: {
    failed: 'Failed',
    'expected-fail': 'Expected to fail',
    'not-supported': 'Not supported',
  },
  notPassed: 'What did not pass, and why',
  reason: 'Reason',
  count: 'Tests',
  example: 'First case',
  take: 'Take it with you',
  download: 'Download JSON',
  issue: 'Text of an issue: the environment, the counts and every failing case',
  copy: 'Copy the text',
  copied: 'Copied',
  cases: 'Every case',
  casesHint: 'Each case has a link of its own, with its call, what it expects, and what came of it here.',
  filter: 'Cases with',
  show: 'Show',
  showAll: 'all',
  shown: (shown, all) => `${shown} of ${all} cases`,
  case: 'Case',
  loading: 'Loading the list of cases …',
  unknownCase: (id) => `The kit has no case ${id}.`,
  close: 'Close',
  operation: 'Operation',
  options: 'Options',
  operands: 'Operands, with channels last',
  expects: {
    values: (shape, terms) =>
      `a result of shape ${shape}, each element within its own bound for sums of ${terms} ${terms === 1 ? 'product' : 'products'}`,
    sameBits: 'the same call twice gives the same bits',
    refused: (code) => `the call is refused with the code ${code}`,
    noLeak: (calls) => `after ${calls} calls, of which the first is shown, as many allocations are alive as before`,
  },
  expected: 'Expected',
  result: 'Result',
  error: 'Normalized error',
  details: 'Details',
  element: (position, actual, exact, bound) =>
    `Element [${position}] is ${actual}; exactly it is ${exact}, and the bound of its error is ${bound}.`,
  notRun: 'not run',
  diff: 'Compared with reference results',
  diffHint:
    'Results of other engines and devices, from whole runs of the kit, to three digits of the normalized error.',
  reference: 'Reference',
  mine: 'Results of this browser',
  here: 'Here',
  there: 'Reference',
  agree: (same, errors, statuses) =>
    `${same} tests agree, ${errors} came out the same with another error, ${statuses} came out differently.`,
  unknown: (count) => `${count} tests are not in the reference results.`,
  statusDifferences: 'Tests that came out differently',
  errorDifferences: (shown, all) =>
    shown === all
      ? 'Tests with another error, as devices that sum in another order have; largest difference first'
      : `Tests with another error, as devices that sum in another order have: the ${shown} of ${all} with the largest difference`,
  source: (device, machine) => `Device: ${device}. Machine: ${machine}.`,
};

const zh: Messages = {
  backends: '后端',
  backend: '后端',
  megabytes: (count) => `${count} MB`,
  which: '测试',
  whole: '全部测试',
  smoke: '几十项冒烟测试,覆盖每个测试组、运算、约定和空间轴数',
  suite: '测试组',
  checks: '检查内容',
  tests: '测试数',
  numbers: '数据(MB)',
  suites: {
    golden: '由 PyTorch、TensorFlow/Keras 和 OpenCV 算出的用例:前向与两种梯度',
    generated: '对齐与不对齐向量宽度和分块的尺寸、长宽悬殊的核、各种约定下的随机几何参数',
    'non-finite': 'NaN 与无穷大恰好出现在求和包含它们的结果中',
    range: '接近 float32 范围两端的乘积、溢出的求和、次正规数',
    determinism: '相同输入两次得到逐位相同的结果',
    errors: '错误的调用会被拒绝,并给出文档规定的错误码',
    leaks: '经过多次成功和被拒绝的调用后,没有遗留任何资源',
  },
  extent: (tests, backends, megabytes) =>
    `将在 ${backends} 个后端上依次运行 ${tests} 项测试,最多加载 ${megabytes} MB。`,
  run: '运行',
  stop: '停止',
  progress: (done, all) => `已完成 ${done} / ${all} 项测试`,
  states: {
    waiting: '等待中',
    starting: '启动中',
    running: '运行中',
    done: '完成',
    stopped: '已停止',
    unavailable: '此处不可用',
    broken: '中断',
  },
  statuses: {
    passed: '通过',
    failed: '失败',
    'expected-fail': '预期失败',
    'not-supported': '不支持',
  },
  matrix: '各测试组在各后端上的结果。“最大”指最大的归一化误差:不超过 1 即为正确。',
  all: '全部',
  worst: '最大',
  none: '–',
  notes: {
    failed: '失败',
    'expected-fail': '预期失败',
    'not-supported': '不支持',
  },
  notPassed: '未通过的测试及原因',
  reason: '原因',
  count: '测试数',
  example: '第一个用例',
  take: '带走结果',
  download: '下载 JSON',
  issue: '问题报告的文本:环境、统计和每个失败的用例(英文)',
  copy: '复制文本',
  copied: '已复制',
  cases: '所有用例',
  casesHint: '每个用例都有自己的链接,包含调用、预期以及在这里的结果。',
  filter: '用例名包含',
  show: '显示',
  showAll: '全部',
  shown: (shown, all) => `${all} 个用例中的 ${shown} 个`,
  case: '用例',
  loading: '正在加载用例列表……',
  unknownCase: (id) => `测试套件中没有用例 ${id}。`,
  close: '关闭',
  operation: '运算',
  options: '选项',
  operands: '操作数(通道在后)',
  expects: {
    values: (shape, terms) => `结果形状为 ${shape},每个元素都在各自的误差界之内(${terms} 个乘积之和)`,
    sameBits: '相同的调用两次得到逐位相同的结果',
    refused: (code) => `调用被拒绝,错误码为 ${code}`,
    noLeak: (calls) => `${calls} 次调用之后(此处显示第一次),存活的分配与之前一样多`,
  },
  expected: '预期',
  result: '结果',
  error: '归一化误差',
  details: '详情',
  element: (position, actual, exact, bound) => `元素 [${position}] 为 ${actual};精确值为 ${exact},误差界为 ${bound}。`,
  notRun: '未运行',
  diff: '与参考结果比较',
  diffHint: '其他引擎和设备完整运行测试套件的结果,归一化误差保留三位有效数字。',
  reference: '参考结果',
  mine: '此浏览器的结果',
  here: '此处',
  there: '参考',
  agree: (same, errors, statuses) => `${same} 项测试完全一致,${errors} 项结果相同但误差不同,${statuses} 项结果不同。`,
  unknown: (count) => `${count} 项测试不在参考结果中。`,
  statusDifferences: '结果不同的测试',
  errorDifferences: (shown, all) =>
    shown === all
      ? '误差不同的测试(求和顺序不同的设备会如此),差别最大的在前'
      : `误差不同的测试(求和顺序不同的设备会如此):${all} 项中差别最大的 ${shown} 项`,
  source: (device, machine) => `设备:${device}。机器:${machine}。`,
};

export const messages: Languages<Messages> = { en, zh };
