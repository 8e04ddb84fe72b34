import type { Languages } from '../site/language.ts';
import type { SampleId } from './samples.ts';

/** What the tool says, in the languages of the site. */
export interface Messages {
  readonly choose: string;
  readonly chooseNote: string;
  readonly try: string;
  readonly samples: Readonly<Record<SampleId, (kilobytes: number) => string>>;
  readonly jobs: { readonly inspect: string; readonly fuse: string; readonly expand: string };
  readonly running: {
    readonly fetch: string;
    readonly inspect: string;
    readonly fuse: string;
    readonly expand: string;
  };
  readonly stop: string;
  readonly stopped: string;
  readonly failed: string;
  readonly model: (name: string, kilobytes: string, opset: string) => string;
  readonly opsetUnknown: string;
  readonly beside: (paths: string) => string;
  readonly missing: (paths: string) => string;
  readonly nodes: (count: number) => string;
  readonly fusable: (count: number) => string;
  readonly rejected: (count: number) => string;
  readonly nothing: string;
  readonly columns: {
    readonly node: string;
    readonly kernel: string;
    readonly strides: string;
    readonly dilations: string;
    readonly pads: string;
    readonly group: string;
    readonly x: string;
    readonly w: string;
    readonly reason: string;
    readonly operator: string;
    readonly reads: string;
    readonly output: string;
    readonly shape: string;
    readonly functionName: string;
    readonly body: string;
  };
  readonly groupFromW: string;
  readonly isExpanded: string;
  readonly fused: (count: number, removed: number) => string;
  readonly expanded: (count: number) => string;
  readonly expandedNodes: string;
  readonly download: (name: string, kilobytes: string) => string;
  readonly goOn: (name: string) => string;
  readonly before: (count: number) => string;
  readonly after: string;
  readonly others: (count: number, operators: string) => string;
  readonly pathTable: string;
  readonly beforeLabel: (operators: string) => string;
  readonly afterLabel: (kernel: string) => string;
  readonly strided: (strides: string, dilations: string, pads: string, group: number) => string;
}

const en: Messages = {
  choose: 'Choose a model',
  chooseNote:
    'or drop it here: an .onnx file, and with it the files beside it that hold its tensors, if there are any. It stays in this browser.',
  try: 'Or try one of the models that this project is tested with:',
  samples: {
    rednet: (kilobytes) =>
      `RedNet-26 with an eighth of its channels, as PyTorch exports it (${kilobytes} kB): nine involutions to fuse`,
    sharedWeights: (kilobytes) =>
      `a layer that takes one image’s weights for the whole batch (${kilobytes} kB): a match that is rejected`,
    recipe: (kilobytes) => `a layer exported with an Involution node (${kilobytes} kB): one to expand`,
  },
  jobs: { inspect: 'Inspect', fuse: 'Fuse', expand: 'Expand' },
  running: { fetch: 'Loading the model', inspect: 'Inspecting', fuse: 'Fusing', expand: 'Expanding' },
  stop: 'Stop',
  stopped: 'Stopped.',
  failed: 'This model can’t be worked on:',
  model: (name, kilobytes, opset) => `${name}: ${kilobytes} kB, ai.onnx ${opset}`,
  opsetUnknown: 'not imported',
  beside: (paths) => `Some of its tensors lie beside it, in ${paths}. A result refers to the same files.`,
  missing: (paths) => `Not chosen with it: ${paths}. Choose the model and these together.`,
  nodes: (count) => (count === 1 ? '1 Involution node' : `${count} Involution nodes`),
  fusable: (count) => (count === 1 ? '1 pattern to fuse' : `${count} patterns to fuse`),
  rejected: (count) => (count === 1 ? '1 rejected match' : `${count} rejected matches`),
  nothing: 'There is no involution in this model, and nothing that resembles one.',
  columns: {
    node: 'Node',
    kernel: 'Kernel',
    strides: 'Strides',
    dilations: 'Dilations',
    pads: 'Pads',
    group: 'Groups',
    x: 'X',
    w: 'W',
    reason: 'Why',
    operator: 'Operator',
    reads: 'Reads',
    output: 'Produces',
    shape: 'Shape',
    functionName: 'Function',
    body: 'Its body',
  },
  groupFromW: 'from W',
  isExpanded: 'expanded',
  fused: (count, removed) =>
    `${count === 1 ? '1 involution' : `${count} involutions`} fused, ${removed} nodes and initializers removed.`,
  expanded: (count) => `${count === 1 ? '1 Involution node' : `${count} Involution nodes`} expanded.`,
  expandedNodes: 'Each node is a call now, of a function that is in the model',
  download: (name, kilobytes) => `Download ${name} (${kilobytes} kB)`,
  goOn: (name) => `Go on with ${name}`,
  before: (count) => `Before: ${count} nodes`,
  after: 'After: 1 node',
  others: (count, operators) => `and ${count} more that compute shapes and indices: ${operators}`,
  pathTable: 'The nodes before, as a table',
  beforeLabel: (operators) => `A graph from X and W to Y, through the nodes ${operators}`,
  afterLabel: (kernel) => `A graph from X and W to Y, through one Involution node of ${kernel}`,
  strided: (strides, dilations, pads, group) =>
    `strides ${strides}, dilations ${dilations}, pads ${pads}, ${group === 1 ? '1 group' : `${group} groups`}`,
};

const zh: Messages = {
  choose: '选择模型',
  chooseNote: '或拖放到此处:一个 .onnx 文件;如果模型的张量存放在外部文件中,请一并选择。文件不会离开此浏览器。',
  try: '也可以试用本项目测试所用的模型:',
  samples: {
    rednet: (kilobytes) => `PyTorch 导出的 RedNet-26,通道数为原来的八分之一(${kilobytes} kB):有九处内卷可以融合`,
    sharedWeights: (kilobytes) => `整个 batch 共用一张图像的权重的一层(${kilobytes} kB):匹配会被拒绝`,
    recipe: (kilobytes) => `导出时带有 Involution 节点的一层(${kilobytes} kB):可以展开`,
  },
  jobs: { inspect: '检查', fuse: '融合', expand: '展开' },
  running: { fetch: '正在加载模型', inspect: '正在检查', fuse: '正在融合', expand: '正在展开' },
  stop: '停止',
  stopped: '已停止。',
  failed: '无法处理此模型:',
  model: (name, kilobytes, opset) => `${name}:${kilobytes} kB,ai.onnx ${opset}`,
  opsetUnknown: '未导入',
  beside: (paths) => `部分张量存放在外部文件 ${paths} 中。处理后的模型仍引用这些文件。`,
  missing: (paths) => `未一并选择:${paths}。请将模型与这些文件一起选择。`,
  nodes: (count) => `${count} 个 Involution 节点`,
  fusable: (count) => `${count} 处可融合的子图`,
  rejected: (count) => `${count} 处被拒绝的匹配`,
  nothing: '此模型中没有内卷,也没有与之相似的子图。',
  columns: {
    node: '节点',
    kernel: '核',
    strides: '步长',
    dilations: '空洞率',
    pads: '填充',
    group: '分组数',
    x: 'X',
    w: 'W',
    reason: '原因',
    operator: '算子',
    reads: '输入',
    output: '输出',
    shape: '形状',
    functionName: '函数',
    body: '函数体',
  },
  groupFromW: '由 W 决定',
  isExpanded: '已展开',
  fused: (count, removed) => `融合了 ${count} 处内卷,移除了 ${removed} 个节点和初始化张量。`,
  expanded: (count) => `展开了 ${count} 个 Involution 节点。`,
  expandedNodes: '每个节点现在都调用模型内的一个函数',
  download: (name, kilobytes) => `下载 ${name}(${kilobytes} kB)`,
  goOn: (name) => `继续处理 ${name}`,
  before: (count) => `融合前:${count} 个节点`,
  after: '融合后:1 个节点',
  others: (count, operators) => `另有 ${count} 个计算形状与下标的节点:${operators}`,
  pathTable: '融合前的节点(表格)',
  beforeLabel: (operators) => `从 X 和 W 到 Y 的计算图,依次经过节点 ${operators}`,
  afterLabel: (kernel) => `从 X 和 W 到 Y 的计算图,只经过一个 ${kernel} 的 Involution 节点`,
  strided: (strides, dilations, pads, group) => `步长 ${strides},空洞率 ${dilations},填充 ${pads},${group} 组`,
};

export const messages: Languages<Messages> = { en, zh };
