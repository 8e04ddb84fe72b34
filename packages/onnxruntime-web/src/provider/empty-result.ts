import { isInvolutionError, sizeOf, yShapeOf } from '@involution/core';
import { geometryOf } from '@involution/onnx/model';

type Node = Parameters<typeof geometryOf>[0];
type Attributes = Parameters<typeof geometryOf>[1];

type Dims = readonly number[];

/**
 * The shape of Y where a batch of 0, or another X without elements, leaves it without elements: there is nothing to compute.
 * The other sizes have to agree as always.
 *
 * Core knows no empty shapes, so it judges larger ones: one more batch entry, and along each spatial axis one stride more,
 * which is one more position of Y.
 *
 * @param shapes Of X, `[N, C, …]`, and of W, `[N, G·ΠK, …]` or `[N, G, K…, …]`.
 * @returns `[N, C, …]`; `undefined` where Y has elements or the shapes do not agree.
 */
export function emptyResultShape(
  node: Node,
  attributes: Attributes,
  { x, kernel }: { x: Dims; kernel: Dims },
): Dims | undefined {
  if (sizeOf(x) > 0) return undefined;
  const [batchSize, channels, ...spatial] = x as [number, number, ...number[]];
  // Of no channels, any number that groups divide stands for them.
  const largerX = [batchSize + 1, channels || kernel[1]!, ...spatial.map((size, k) => size + attributes.strides[k]!)];
  const firstSpatial = kernel.length - spatial.length;
  const largerKernel = kernel.map((size, axis) => (axis === 0 || axis >= firstSpatial ? size + 1 : size));
  try {
    const geometry = geometryOf(node, attributes, { x: largerX, kernel: largerKernel });
    const [n, , ...outSizes] = yShapeOf(geometry) as [number, number, ...number[]];
    const shape = [n - 1, channels, ...outSizes.map((size) => size - 1)];
    return sizeOf(shape) === 0 ? shape : undefined;
  } catch (error) {
    if (isInvolutionError(error)) return undefined;
    throw error;
  }
}
