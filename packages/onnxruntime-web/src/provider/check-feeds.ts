import { unexpected } from '@involution/core';
import type { Tensor, ValueMetadata } from './ort.ts';
import { isNumber } from './sizes.ts';

/**
 * Checks a tensor against what the model says of its input: for inputs that no session of onnxruntime sees.
 *
 * @throws InvolutionError `INVALID_DTYPE` or `INVALID_SHAPE`.
 */
export function checkFeed(input: ValueMetadata, { type, dims }: Tensor): void {
  if (!input.isTensor) return;
  const argument = `input '${input.name}'`;
  if (type !== input.type) throw unexpected('INVALID_DTYPE', argument, type, `'${input.type}'`);
  // An empty shape is one that the model doesn't state.
  if (input.shape.length === 0) return;
  const fits =
    dims.length === input.shape.length && input.shape.every((size, axis) => !isNumber(size) || size === dims[axis]);
  if (!fits) throw unexpected('INVALID_SHAPE', argument, dims, `[${input.shape.join(', ')}]`);
}
