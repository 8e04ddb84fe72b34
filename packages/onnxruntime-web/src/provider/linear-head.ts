import type { NodeProto } from '@involution/onnx/proto';
import type { Constants, FloatConstant } from './constants.ts';

/** A linear layer of the means over all positions, with which networks that classify end. */
export interface LinearHead {
  /** Of which the means are. */
  readonly x: string;
  /** All that make it. */
  readonly nodes: readonly NodeProto[];
  /** `[K, C]` */
  readonly weights: FloatConstant;
  /** `[K]` */
  readonly bias: FloatConstant | undefined;
}

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
  if (!isStandard(gemm, 'Gemm') || !hasOnly(gemm, { transB: 1, transA: 0, alpha: 1, beta: 1 })) return undefined;
  const [rows, weightsName, biasName] = gemm.input as [string, string, string?];
  const [weights, bias] = [floats(weightsName), floats(biasName)];
  if (weights?.dims.length !== 2 || (biasName && bias?.dims[0] !== weights.dims[0])) return undefined;
  if (numberOf(gemm, 'transB') !== 1) return undefined;
  const last = soleProducer(rows);
  const isFlattened = last !== undefined && isFlatten(last, weights.dims[1]!, ints);
  const mean = isFlattened ? soleProducer(last.input[0]!) : last;
  if (!mean || !isMean(mean, isFlattened, ints)) return undefined;
  return { x: mean.input[0]!, nodes: isFlattened ? [gemm, last, mean] : [gemm, mean], weights, bias };
}

/** Whether a node makes `[N, C]` of `[N, C, 1, …]`. */
function isFlatten(node: NodeProto, channels: number, ints: Constants['ints']): boolean {
  if (isStandard(node, 'Flatten')) return hasOnly(node, { axis: 1 });
  const shape = isStandard(node, 'Reshape') ? (ints(node.input[1]) ?? []) : [];
  const [batch, rest] = shape;
  return shape.length === 2 && (rest === channels || (rest === -1 && batch === 0 && hasOnly(node, { allowzero: 0 })));
}

/** Whether a node makes means over all positions, and whether it keeps their axes as it should. */
function isMean(node: NodeProto, keepsAxes: boolean, ints: Constants['ints']): boolean {
  if (isStandard(node, 'GlobalAveragePool')) return keepsAxes;
  if (!isStandard(node, 'ReduceMean') || (numberOf(node, 'keepdims') ?? 1) !== Number(keepsAxes)) return false;
  const axes = node.attribute.find(({ name }) => name === 'axes')?.ints.map(Number) ?? ints(node.input[1]) ?? [];
  // There are no others, for what the Gemm reads has two axes, and as many channels as its weights.
  return String(axes.map((axis) => (axis < 0 ? axis + 4 : axis)).sort()) === '2,3';
}

function isStandard({ opType, domain }: NodeProto, wanted: string): boolean {
  return opType === wanted && domain === '';
}

/** Whether a node has no attributes but some, with these values. */
function hasOnly({ attribute }: NodeProto, values: Readonly<Record<string, number>>): boolean {
  return attribute.every(({ name, i, f }) => name in values && (Number(i ?? 0) || (f ?? 0)) === values[name]);
}

function numberOf({ attribute }: NodeProto, wanted: string): number | undefined {
  const found = attribute.find(({ name }) => name === wanted);
  return found && Number(found.i);
}
