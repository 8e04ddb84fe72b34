import { ERROR_CODES, type ErrorCode } from '@involution/core';
import type { Languages } from '../site/language.ts';

/** What the table says of one code. */
export interface Advice {
  readonly meaning: string;
  readonly remedy: string;
}

const REMEDIES: Readonly<Record<ErrorCode, string>> = {
  INVALID_OPTIONS: 'The message lists the options that exist. tfjs says `strides` and `dilations`, in the plural.',
  INVALID_KERNEL_SIZE: 'Pass K, or one number for each spatial axis: `[7, 7]`.',
  INVALID_STRIDES: 'Pass a positive integer, or one for each spatial axis.',
  INVALID_DILATIONS: 'Pass a positive integer, or one for each spatial axis; 1 is no dilation.',
  INVALID_PAD: 'For weights from PyTorch pass `(K - 1) / 2`; `same` pads as TensorFlow does.',
  INVALID_GROUPS: 'Pass a positive integer, or leave it out: it follows from the kernel tensor’s channels.',
  INVALID_KERNEL_ORDER: 'See the dialects: `group-major` for PyTorch’s authors, `tap-major` for the Keras example.',
  INVALID_CHANNEL_GROUPING: 'See the dialects: `blocked` for PyTorch’s authors, `interleaved` for the Keras example.',
  INVALID_DATA_FORMAT:
    'tfjs’s op takes channels last alone: transpose x, or use the ONNX operator, which takes them first.',
  INVALID_ALGORITHM: 'Take one of the names that the message lists.',
  INVALID_SHAPE: 'Give x and the kernel the same rank: 3, 4 or 5 with the batch and the channels.',
  INVALID_DATA: 'Give as many numbers as the shape multiplies to.',
  INVALID_DTYPE: 'Cast to `float32` first: photos from `tf.browser.fromPixels` are `int32`.',
  UNSUPPORTED_RANK:
    'Use `involution1d` or `involution3d` of `@involution/tfjs`, which are composed where a backend has no kernel.',
  MISSING_OPERAND: 'Pass the tensor, or the file with the parameter, that the message names.',
  CHANNELS_NOT_DIVISIBLE: 'Choose G so that C / G is whole.',
  KERNEL_SHAPE_MISMATCH:
    'The message has the shape that is wanted: one kernel of G·K² weights at each output position.',
  DY_SHAPE_MISMATCH: 'The gradient must have y’s shape: check strides and padding.',
  EMPTY_OUTPUT: 'Pad more, or dilate less: the window must fit into the image at least once.',
  INVALID_PERMUTATION: 'Every index of the axis must occur once.',
  DEVICE_LIMIT_EXCEEDED: 'Split the batch or the image, or take the backend wasm, which memory alone limits.',
  DEVICE_LOST: 'Register a fresh backend and make the tensors again; what was on the device is gone.',
  INVALID_POINTER: 'Only for those who place operands in memory themselves: align to 4 bytes, inside the memory.',
  SHADER_COMPILATION_FAILED: 'Report it with `error.cause` and the device: it is a fault of the driver or of ours.',
  INVALID_MODEL:
    'Run `involution-onnx inspect` on an ONNX file: it says which node breaks which rule. Of a graph model the message says it.',
  INVALID_CHECKPOINT: 'Check that the download is whole; the message says where reading ended.',
};

const ZH: Readonly<Record<ErrorCode, Advice>> = {
  INVALID_OPTIONS: {
    meaning: '选项不是对象,或包含不存在的属性。',
    remedy: '错误信息会列出所有可用选项。注意是复数形式:`strides`、`dilations`。',
  },
  INVALID_KERNEL_SIZE: {
    meaning: '缺少 `kernelSize`,或它不是正整数,也不是每个空间轴一个正整数的列表。',
    remedy: '传入 K,或为每个空间轴各传一个数:`[7, 7]`。',
  },
  INVALID_STRIDES: {
    meaning: '`strides` 不是正整数,也不是每个空间轴一个正整数的列表。',
    remedy: '传入一个正整数,或每个空间轴一个。',
  },
  INVALID_DILATIONS: {
    meaning: '`dilations` 不是正整数,也不是每个空间轴一个正整数的列表。',
    remedy: '传入一个正整数,或每个空间轴一个;1 表示没有空洞。',
  },
  INVALID_PAD: {
    meaning: '`pad` 不是 `same`、`valid`、非负整数,也不是每个空间轴一对 `[before, after]` 的列表。',
    remedy: '来自 PyTorch 的权重请传入 `(K - 1) / 2`;`same` 按 TensorFlow 的方式填充。',
  },
  INVALID_GROUPS: {
    meaning: '`groups` 不是正整数。',
    remedy: '传入正整数,或省略它:分组数可由核张量的通道数得出。',
  },
  INVALID_KERNEL_ORDER: {
    meaning: '`kernelOrder` 不是 `group-major` 或 `tap-major`。',
    remedy: '参见“方言”:作者的 PyTorch 代码用 `group-major`,Keras 示例用 `tap-major`。',
  },
  INVALID_CHANNEL_GROUPING: {
    meaning: '`channelGrouping` 不是 `blocked` 或 `interleaved`。',
    remedy: '参见“方言”:作者的 PyTorch 代码用 `blocked`,Keras 示例用 `interleaved`。',
  },
  INVALID_DATA_FORMAT: {
    meaning: '`dataFormat` 不是 `channelsLast` 或 `channelsFirst`,或者该函数不支持这种布局。',
    remedy: 'tfjs 的算子只接受通道在后的布局:请转置 x,或使用通道在前的 ONNX 算子。',
  },
  INVALID_ALGORITHM: {
    meaning: '`algorithm` 不是该函数接受的名称之一。',
    remedy: '请使用错误信息中列出的名称之一。',
  },
  INVALID_SHAPE: {
    meaning: '形状的阶数不对,或某个尺寸不是正整数。',
    remedy: 'x 与核张量的阶数应相同:连同批和通道共 3、4 或 5 阶。',
  },
  INVALID_DATA: {
    meaning: '张量的值不是数字数组,或个数与形状不符。',
    remedy: '值的个数应等于形状各维之积。',
  },
  INVALID_DTYPE: {
    meaning: '张量的数据类型不被该函数接受。',
    remedy: '请先转换为 `float32`:`tf.browser.fromPixels` 得到的照片是 `int32`。',
  },
  UNSUPPORTED_RANK: {
    meaning: '该后端没有适用于这一空间轴数的内核。',
    remedy: '请使用 `@involution/tfjs` 的 `involution1d` 或 `involution3d`:后端没有相应内核时,它们由其他运算组合而成。',
  },
  MISSING_OPERAND: {
    meaning: '缺少运算要读取的张量。',
    remedy: '请提供错误信息中指出的张量,或包含该参数的文件。',
  },
  CHANNELS_NOT_DIVISIBLE: { meaning: 'x 的通道数不是分组数的整数倍。', remedy: '选择能整除 C 的 G。' },
  KERNEL_SHAPE_MISMATCH: {
    meaning: '核张量或其生成因子的形状与 x 和选项所要求的不符。',
    remedy: '错误信息给出了应有的形状:每个输出位置有 G·K² 个权重。',
  },
  DY_SHAPE_MISMATCH: { meaning: '输出梯度的形状与 y 不同。', remedy: '梯度的形状必须与 y 相同:请检查步幅与填充。' },
  EMPTY_OUTPUT: {
    meaning: '带空洞的核比填充后的输入还大,因此没有输出位置。',
    remedy: '增加填充或减小空洞率:窗口至少要能放进图像一次。',
  },
  INVALID_PERMUTATION: { meaning: '索引列表不是该轴的一个排列。', remedy: '该轴的每个索引必须恰好出现一次。' },
  DEVICE_LIMIT_EXCEEDED: {
    meaning: '张量超出了设备可容纳或可绑定的大小。',
    remedy: '拆分批或图像,或改用仅受内存大小限制的 wasm 后端。',
  },
  DEVICE_LOST: {
    meaning: 'GPU 设备或 WebGL 上下文已丢失,其上的数据不复存在。',
    remedy: '重新注册一个后端,并重新创建张量。',
  },
  INVALID_POINTER: {
    meaning: '内存偏移不是 4 的倍数,或其后的数据超出内存或互相重叠。',
    remedy: '仅与自行安排操作数内存的用户有关:按 4 字节对齐,并保证在内存范围之内。',
  },
  SHADER_COMPILATION_FAILED: {
    meaning: 'GPU 无法编译某个着色器;`cause` 是它给出的原因。',
    remedy: '请附上 `error.cause` 与设备信息报告问题:这是驱动或我们的缺陷。',
  },
  INVALID_MODEL: {
    meaning: '模型不是可读取的 ONNX 模型或 TensorFlow.js 图模型,或违反了 Involution 算子的规则。',
    remedy: '对 ONNX 文件运行 `involution-onnx inspect`,它会指出哪个节点违反了哪条规则;图模型的问题由错误信息说明。',
  },
  INVALID_CHECKPOINT: {
    meaning: '这些字节不是可读取的检查点,或其中的张量不属于已知的网络。',
    remedy: '请确认下载完整;错误信息会说明读取在何处中止。',
  },
};

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

/** In the order of core's list. */
export const advice: Languages<readonly (Advice & { readonly code: ErrorCode })[]> = {
  en: CODES.map((code) => ({ code, meaning: ERROR_CODES[code], remedy: REMEDIES[code] })),
  zh: CODES.map((code) => ({ code, ...ZH[code] })),
};
