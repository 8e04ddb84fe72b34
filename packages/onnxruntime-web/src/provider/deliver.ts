import { unexpected } from '@involution/core';
import type { Tensor } from './ort.ts';

/**
 * Brings an output to where the user wants it.
 *
 * @param supplied The user's own tensor for it, which is filled unless it is the output already.
 * @param location The user's choice for this output.
 * @throws InvolutionError `INVALID_SHAPE` or `INVALID_DTYPE` when `supplied` is not of the output's shape and type.
 */
export async function deliver(
  name: string,
  tensor: Tensor,
  supplied: Tensor | null | undefined,
  location: string,
): Promise<Tensor> {
  if (supplied === tensor) return tensor;
  if (supplied) return fill(name, supplied, tensor);
  // With the download goes the buffer.
  if (location === 'cpu' && tensor.location === 'gpu-buffer') await tensor.getData(true);
  return tensor;
}

/**
 * Checks a user's own tensor for an output.
 *
 * @throws InvolutionError `INVALID_SHAPE` or `INVALID_DTYPE`.
 */
export function checkSupplied(name: string, supplied: Tensor, output: Pick<Tensor, 'type' | 'dims'>): void {
  const argument = `tensor for output '${name}'`;
  if (supplied.type !== output.type) {
    throw unexpected('INVALID_DTYPE', argument, supplied.type, `'${output.type}'`);
  }
  if (String(supplied.dims) !== String(output.dims)) {
    throw unexpected('INVALID_SHAPE', argument, supplied.dims, `[${output.dims.join(', ')}]`);
  }
}

async function fill(name: string, supplied: Tensor, tensor: Tensor): Promise<Tensor> {
  checkSupplied(name, supplied, tensor);
  const [to, from] = [supplied.data, await tensor.getData(true)];
  if (Array.isArray(to)) to.splice(0, to.length, ...(from as string[]));
  // Of one type, as was checked.
  else (to as Float32Array).set(from as Float32Array);
  return supplied;
}
