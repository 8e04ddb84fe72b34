import type { ModelProto } from '@involution/onnx-messages';
import { nodesOf } from '../graph/node-sites.ts';

/** Operators whose result is a product of two values or, of `Einsum`, of more, or a sum of such products. */
export const PRODUCTS: readonly string[] = ['Mul', 'MatMul', 'FusedMatMul', 'Einsum'];

/**
 * Whether there may be something to fuse or to reject: a product, or windows by indices, of which there is something to say even
 * without one.
 */
export function mayFuse(model: ModelProto): boolean {
  for (const { node } of nodesOf(model)) if (PRODUCTS.includes(node.opType) || node.opType === 'Gather') return true;
  return false;
}
