import type { Languages } from '../site/language.ts';
import type { PRESETS } from './filter.ts';
import type { PictureSize } from './pictures.ts';
import type { Problem } from './problem.ts';
import type { Progress } from './run.ts';
import type { Job, Settings } from './settings.ts';

/** What the playground says, in the languages of the site. */
export interface Messages {
  readonly photo: string;
  readonly photoNote: string;
  readonly cat: string;
  readonly upload: string;
  readonly side: string;
  readonly pixels: (side: number) => string;
  /** @param from What it was scaled down from, if it was. */
  readonly size: (size: PictureSize, from: PictureSize | undefined) => string;
  readonly unreadable: (name: string) => string;
  readonly job: string;
  readonly jobs: Readonly<Record<Job, string>>;
  readonly jobNotes: Readonly<Record<Job, string>>;
  readonly fields: Readonly<
    Record<'kernelSize' | 'strides' | 'dilations' | 'groups' | 'channels' | 'kernelOrder' | 'channelGrouping', string>
  >;
  readonly dialectNote: string;
  readonly filter: string;
  readonly weightAt: (row: number, column: number) => string;
  readonly presets: Readonly<Record<(typeof PRESETS)[number], string>>;
  readonly problem: (problem: Problem) => string;
  readonly runtimes: string;
  readonly megabytes: (megabytes: number) => string;
  readonly run: string;
  readonly stop: string;
  readonly loads: (megabytes: number) => string;
  readonly choose: string;
  readonly progress: (done: number, count: number) => string;
  readonly states: Readonly<Record<Progress['state'], string>>;
  readonly original: string;
  readonly reference: string;
  readonly referenceNote: string;
  readonly pictureOf: (name: string, job: Settings['job']) => string;
  readonly median: string;
  readonly worstError: string;
  readonly worstErrorNote: string;
  readonly bytes: string;
  readonly bytesEqual: string;
  readonly bytesDiffer: (different: string, count: string) => string;
  readonly device: string;
  readonly version: string;
  readonly verdict: string;
  readonly agrees: string;
  readonly disagrees: string;
  /** Reasons that runtimes give in English. */
  readonly why: (reason: string) => string;
  readonly live: string;
  readonly liveNote: (side: number) => string;
  readonly liveRuntime: string;
  readonly start: string;
  readonly starting: string;
  readonly camera: string;
  readonly livePicture: (name: string) => string;
  readonly frames: (involution: string, frame: string, perSecond: string) => string;
  readonly noCamera: (reason: string) => string;
  readonly insecure: string;
}

const REASONS: Readonly<Record<string, string>> = {
  'this browser has no WebGPU': '此浏览器不支持 WebGPU',
  'this browser has no WebGL 2': '此浏览器不支持 WebGL 2',
  'tfjs can load none of its WebAssembly builds': 'TensorFlow.js 无法加载任何一个 WebAssembly 版本',
};

const en: Messages = {
  photo: 'Photo',
  photoNote: 'Nothing is uploaded: the photo stays in this page.',
  cat: 'The cat',
  upload: 'A photo of yours',
  side: 'Longest side',
  pixels: (side) => `at most ${side} pixels`,
  size: ({ height, width }, from) =>
    `${width}×${height} pixels${from ? `, scaled down from ${from.width}×${from.height}` : ''}.`,
  unreadable: (name) => `${name} is no picture that this browser can read. Choose a PNG, JPEG or WebP file.`,
  job: 'Job',
  jobs: { layer: 'A seeded layer', sharpen: 'Sharpen', filter: 'A filter of your own' },
  jobNotes: {
    layer: 'A kernel of its own at every pixel, generated from the pixel’s colour with seeded weights.',
    sharpen:
      'The 3×3 filter 0 −1 0, −1 5 −1, 0 −1 0 on the gray photo, borders mirrored: OpenCV’s filter2D, to the byte.',
    filter: 'K² numbers of yours, the same at every pixel: involution as a plain filter.',
  },
  fields: {
    kernelSize: 'Kernel size K',
    strides: 'Stride',
    dilations: 'Dilation',
    groups: 'Groups G',
    channels: 'Channels C (the colours, repeated)',
    kernelOrder: 'Kernel order',
    channelGrouping: 'Channel grouping',
  },
  dialectNote:
    'The weights here are written group-major. Kernel order and channel grouping say how the runtimes read them: with more than one group, the wrong dialect gives another picture, in all of them alike. Both groupings are the same where every channel is a group.',
  filter: 'The filter',
  weightAt: (row, column) => `Weight in row ${row}, column ${column}`,
  presets: { emboss: 'Emboss', edges: 'Edges', blur: 'Blur' },
  problem: (problem) => {
    if ('message' in problem) return problem.message;
    if ('maxFilterSize' in problem) return `A filter here has a K of ${problem.maxFilterSize} at most.`;
    const { kernelMegabytes, maxMegabytes } = problem;
    return `The kernel tensor would have ${Math.round(kernelMegabytes)} MB, and this page takes ${maxMegabytes} MB at most: choose a smaller photo, K or G.`;
  },
  runtimes: 'Runtimes',
  megabytes: (megabytes) => `${megabytes.toFixed(1)} MB`,
  run: 'Run',
  stop: 'Stop',
  loads: (megabytes) =>
    `Run loads up to ${megabytes.toFixed(1)} MB of JavaScript and WebAssembly (before compression).`,
  choose: 'Choose at least one runtime.',
  progress: (done, count) => `${done} of ${count} runtimes are through.`,
  states: {
    waiting: 'waits',
    loading: 'is loading',
    running: 'is running',
    done: 'done',
    stopped: 'stopped',
    unavailable: 'missing',
    failed: 'failed',
  },
  original: 'The photo',
  reference: 'float64 reference',
  referenceNote: 'What the others are compared with.',
  pictureOf: (name, job) => `${en.jobs[job]}, computed by ${name}`,
  median: 'Median time',
  worstError: 'Worst normalized error',
  worstErrorNote:
    'Normalized error: the distance from the float64 reference over the bound of a correct float32 result, at the worst element. Up to 1 is right. Bytes may differ where a sum lies between two of them, and is rounded either way.',
  bytes: 'Bytes',
  bytesEqual: 'every byte equal',
  bytesDiffer: (different, count) => `${different} of ${count} differ`,
  device: 'Device',
  version: 'Version',
  verdict: 'Result',
  agrees: 'agrees',
  disagrees: 'does not agree',
  why: (reason) => reason,
  live: 'Live video',
  liveNote: (side) =>
    `The same job on your camera’s frames, of at most ${side} pixels. The camera is asked for when you start, and let go when you stop.`,
  liveRuntime: 'Runtime',
  start: 'Start the camera',
  starting: 'Starting …',
  camera: 'The camera',
  livePicture: (name) => `The camera’s last frame, computed by ${name}`,
  frames: (involution, frame, perSecond) =>
    `involution ${involution} ms, whole frame ${frame} ms, ${perSecond} frames per second`,
  noCamera: (reason) => `The camera can’t be used: ${reason} Allow it for this page, or plug one in, and start again.`,
  insecure: 'Browsers lend a camera to pages over HTTPS only: open this page by its https:// address.',
};

const zh: Messages = {
  photo: '照片',
  photoNote: '不会上传任何内容:照片只留在本页面中。',
  cat: '示例猫',
  upload: '你的照片',
  side: '最长边',
  pixels: (side) => `最多 ${side} 像素`,
  size: ({ height, width }, from) => `${width}×${height} 像素${from ? `,由 ${from.width}×${from.height} 缩小` : ''}。`,
  unreadable: (name) => `此浏览器无法读取图片 ${name}。请选择 PNG、JPEG 或 WebP 文件。`,
  job: '任务',
  jobs: { layer: '随机种子生成的层', sharpen: '锐化', filter: '自定义滤波器' },
  jobNotes: {
    layer: '每个像素都有自己的核,由该像素的颜色经固定种子的权重生成。',
    sharpen: '对灰度照片使用 3×3 滤波器 0 −1 0,−1 5 −1,0 −1 0,边界镜像:与 OpenCV 的 filter2D 逐字节相同。',
    filter: '由你填写的 K² 个数,所有像素相同:把内卷算子当作普通滤波器。',
  },
  fields: {
    kernelSize: '核大小 K',
    strides: '步长',
    dilations: '空洞率',
    groups: '分组数 G',
    channels: '通道数 C(颜色通道重复)',
    kernelOrder: '核的排列顺序',
    channelGrouping: '通道分组方式',
  },
  dialectNote:
    '此处的权重按 group-major 写入;排列顺序与分组方式决定各运行时如何读取它们。当分组数大于 1 时,用错约定会得到另一幅图,且在所有运行时中都相同。若每个通道自成一组,两种分组方式没有区别。',
  filter: '滤波器',
  weightAt: (row, column) => `第 ${row} 行第 ${column} 列的权重`,
  presets: { emboss: '浮雕', edges: '边缘', blur: '模糊' },
  problem: (problem) => {
    if ('message' in problem) return problem.message;
    if ('maxFilterSize' in problem) return `此处滤波器的 K 最大为 ${problem.maxFilterSize}。`;
    const { kernelMegabytes, maxMegabytes } = problem;
    return `核张量将占 ${Math.round(kernelMegabytes)} MB,而本页面最多接受 ${maxMegabytes} MB:请减小照片、K 或 G。`;
  },
  runtimes: '运行时',
  megabytes: (megabytes) => `${megabytes.toFixed(1)} MB`,
  run: '运行',
  stop: '停止',
  loads: (megabytes) => `运行时最多加载 ${megabytes.toFixed(1)} MB 的 JavaScript 与 WebAssembly(压缩前)。`,
  choose: '请至少选择一个运行时。',
  progress: (done, count) => `${count} 个运行时中已完成 ${done} 个。`,
  states: {
    waiting: '等待中',
    loading: '加载中',
    running: '运行中',
    done: '完成',
    stopped: '已停止',
    unavailable: '不可用',
    failed: '失败',
  },
  original: '照片',
  reference: 'float64 参考结果',
  referenceNote: '其他结果都与它比较。',
  pictureOf: (name, job) => `${zh.jobs[job]},由 ${name} 计算`,
  median: '中位耗时',
  worstError: '最大归一化误差',
  worstErrorNote:
    '归一化误差:误差最大的元素与 float64 参考值的距离,除以正确的 float32 结果所允许的误差界;不超过 1 即为正确。若某个和恰好落在两个字节值之间,取整方向可能不同,因此字节可能有差异。',
  bytes: '字节',
  bytesEqual: '每个字节都相同',
  bytesDiffer: (different, count) => `${count} 个中有 ${different} 个不同`,
  device: '设备',
  version: '版本',
  verdict: '结论',
  agrees: '一致',
  disagrees: '不一致',
  why: (reason) => REASONS[reason] ?? reason,
  live: '实时视频',
  liveNote: (side) => `对摄像头的每一帧做同样的计算,最长边不超过 ${side} 像素。开始时才会请求摄像头,停止后立即释放。`,
  liveRuntime: '运行时',
  start: '打开摄像头',
  starting: '正在启动……',
  camera: '摄像头画面',
  livePicture: (name) => `摄像头的最新一帧,由 ${name} 计算`,
  frames: (involution, frame, perSecond) => `内卷 ${involution} ms,整帧 ${frame} ms,每秒 ${perSecond} 帧`,
  noCamera: (reason) => `无法使用摄像头:${reason} 请允许本页面使用摄像头或接入一个摄像头,然后重新开始。`,
  insecure: '浏览器只允许 HTTPS 页面使用摄像头:请通过 https:// 地址打开本页面。',
};

export const messages: Languages<Messages> = { en, zh };
