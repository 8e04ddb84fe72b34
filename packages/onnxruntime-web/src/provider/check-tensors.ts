// Checks of a user's tensors that no session of onnxruntime makes.
import { InvolutionError, sizeOf, unexpected } from '@involution/core';
import { GPU_ELEMENT_BYTES } from './onnxruntime-internals.ts';
import type { Tensor, ValueMetadata } from './ort.ts';
import { isNumber } from './sizes.ts';

/**
 * Checks a tensor against what the model says of its input.
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

/**
 * Checks the buffer of a tensor that is on a GPU. WebGPU itself goes on in silence: shaders don't run on a buffer that is too
 * small or is none for shaders, and results would be what the memory holds.
 *
 * @param tensor All but tensors on a GPU pass.
 * @throws InvolutionError `INVALID_DATA`.
 */
export function checkGpuTensor(argument: string, tensor: Tensor | null | undefined): void {
  if (tensor?.location !== 'gpu-buffer') return;
  const { gpuBuffer, type, dims } = tensor;
  // Of an odd number of halves, the last has a whole word.
  const bytes = Math.ceil((sizeOf(dims) * (GPU_ELEMENT_BYTES[type] ?? 0)) / 4) * 4;
  if (gpuBuffer.size < bytes) {
    const message = `The ${argument} is ${type} [${dims.join(', ')}], ${bytes} bytes, but its buffer has ${gpuBuffer.size}.`;
    throw new InvolutionError('INVALID_DATA', argument, message);
  }
  if ((gpuBuffer.usage & GPUBufferUsage.STORAGE) === 0) {
    const message = `The ${argument} has a buffer without usage STORAGE, so no shader can use it.`;
    throw new InvolutionError('INVALID_DATA', argument, message);
  }
}
