import { InvolutionError, unexpected } from '@involution/core';
import { Tensor, type TensorLike, tensor } from '@tensorflow/tfjs-core';

/**
 * An argument of an op as a float32 tensor: nested arrays become one, as in tfjs's own ops.
 *
 * @throws InvolutionError `INVALID_DTYPE` or `INVALID_SHAPE`.
 */
export function toTensor(argument: string, value: Tensor | TensorLike): Tensor {
  const $value = value instanceof Tensor ? value : fromTensorLike(argument, value);
  if ($value.dtype !== 'float32') {
    throw unexpected('INVALID_DTYPE', argument, $value.dtype, "'float32'");
  }
  return $value;
}

function fromTensorLike(argument: string, value: TensorLike): Tensor {
  const shape = shapeOf(value);
  if (!shape) {
    const message = `${argument} must be a tensor or a nested array of numbers, with even lengths.`;
    throw new InvolutionError('INVALID_SHAPE', argument, message);
  }
  return tensor(value, shape, 'float32');
}

/** Shape of a nested array of numbers, or `undefined` if it has none: tfjs itself would look at first elements only. */
function shapeOf(value: unknown): number[] | undefined {
  if (typeof value === 'number') return [];
  if (value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array)
    return [value.length];
  if (!Array.isArray(value)) return undefined;
  const [first, ...others] = value.map(shapeOf);
  const isEven = first && others.every((shape) => shape && shape.join() === first.join());
  return isEven ? [value.length, ...first] : undefined;
}
