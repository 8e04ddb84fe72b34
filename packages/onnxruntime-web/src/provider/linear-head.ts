import type { NodeProto } from '@involution/onnx/proto';
import { agrees, statedNumbers } from './attributes.ts';
import type { Constants, FloatConstant } from './constants.ts';

/** A linear layer of the means over all positions, with which networks that classify end. */
export interface LinearHead {
  /** Of which the means are. */
  readonly x: string;
  /** How many axes x must have for them to be of all positions; `undefined`: any number. */
  readonly rank: number | undefined;
  /** All that make it. */
  readonly nodes: readonly NodeProto[];
  /** `[K, C]` */
  readonly weights: FloatConstant;
  /** `[K]` */
  readonly bias: FloatConstant | undefined;
}

/** Axes of an image, with those of the batch and the channels: a node that reduces names those of its positions. */
const IMAGE_RANK = 4;

/**
 * The head that a node is the last of.
 *
 * @param soleProducer The node that makes a value, if nothing but one other node reads that.
 */
export function linearHead(
  gemm: NodeProto,
  { floats, ints }: Constants,
  soleProducer: (value: string) => NodeProto | undefined,
): LinearHead | undefined {
  const [rows, weightsName, biasName] = gemm.input as [string, string, string?];
  if (!isStandard(gemm, 'Gemm') || !agrees(gemm, { transA: 0, alpha: 1, beta: 1 })) return undefined;
  const [weights, bias] = [floats(weightsName), floats(biasName)];
  if (weights?.dims.length !== 2 || (biasName && String(bias?.dims) !== String(weights.dims[0]))) return undefined;
  const last = soleProducer(rows);
  if (!last || String(statedNumbers(gemm, 'transB')) !== '1') return undefined;
  const isFlattened = isFlatten(last, weights.dims[1]!, ints);
  const mean = isFlattened ? soleProducer(last.input[0]!) : last;
  if (!mean || !isMean(mean, isFlattened, ints)) return undefined;
  const rank = mean.opType === 'ReduceMean' ? IMAGE_RANK : undefined;
  return { x: mean.input[0]!, rank, nodes: isFlattened ? [gemm, last, mean] : [gemm, mean], weights, bias };
}

/** Whether a node makes `[N, C]` of `[N, C, 1, …]`. */
function isFlatten(node: NodeProto, channels: number, ints: Constants['ints']): boolean {
  if (isStandard(node, 'Flatten')) return agrees(node, { axis: 1 });
  const shape = isStandard(node, 'Reshape') ? (ints(node.input[1]) ?? []) : [];
  const isRest = String(shape) === '0,-1' && agrees(node, { allowzero: 0 });
  return isRest || (shape.length === 2 && shape[1] === channels);
}

/** Whether a node makes means over all positions, of an image where it names them, and whether it keeps their axes as it should. */
function isMean(node: NodeProto, keepsAxes: boolean, ints: Constants['ints']): boolean {
  if (isStandard(node, 'GlobalAveragePool')) return keepsAxes;
  if (!isStandard(node, 'ReduceMean') || String(statedNumbers(node, 'keepdims') ?? 1) !== String(Number(keepsAxes))) {
    return false;
  }
  const axes = statedNumbers(node, 'axes') ?? ints(node.input[1]) ?? [];
  return String(axes.map((axis) => (axis < 0 ? axis + IMAGE_RANK : axis)).sort()) === '2,3';
}

function isStandard({ opType, domain }: NodeProto, wanted: string): boolean {
  return opType === wanted && domain === '';
}
