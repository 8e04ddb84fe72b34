import { sizeOf, unexpected } from '@involution/core';

/** Numbers of a tensor. */
export interface Terms {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/**
 * a + b, where each is repeated along axes of one element that are longer in the other, as ONNX has it.
 *
 * @param isRectified Whether negative sums become 0.
 * @throws InvolutionError `INVALID_SHAPE` where an axis has two lengths.
 */
export function addBroadcast(a: Terms, b: Terms, isRectified: boolean): Terms {
  const rank = Math.max(a.dims.length, b.dims.length);
  const [ofA, ofB] = [a, b].map(({ dims }) => [...new Array<number>(rank - dims.length).fill(1), ...dims]);
  const dims = ofA!.map((size, axis) => (size === 1 ? ofB![axis]! : size));
  if (ofB!.some((size, axis) => size !== 1 && size !== dims[axis])) {
    throw unexpected(
      'INVALID_SHAPE',
      'the second term of a sum',
      b.dims,
      `a shape that [${a.dims.join(', ')}] can be added to`,
    );
  }
  const indexIn = (own: readonly number[], position: readonly number[]) =>
    own.reduce((index, size, axis) => index * size + (size === 1 ? 0 : position[axis]!), 0);
  const data = Float32Array.from({ length: sizeOf(dims) }, (_, k) => {
    let rest = k;
    const position = dims.map(() => 0);
    for (let axis = rank - 1; axis >= 0; axis--) {
      position[axis] = rest % dims[axis]!;
      rest = Math.floor(rest / dims[axis]!);
    }
    const sum = a.data[indexIn(ofA!, position)]! + b.data[indexIn(ofB!, position)]!;
    return isRectified ? Math.max(sum, 0) : sum;
  });
  return { data, dims };
}
