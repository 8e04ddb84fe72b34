// The calls of the manifest, with their numbers, as an adapter gets them.
import { type DataFormat, OPERAND_NAMES, type OperandName, sizeOf, type TypedNdArray } from '@involution/core';
import type { TypedInputs } from './adapter.ts';
import type { ConformanceCase } from './case.ts';
import { shapeIn } from './layout.ts';
import type { CallEntry, TensorEntry } from './manifest.ts';

/** A call as a case, with channels last. */
export function caseOf(name: string, { options, operands }: CallEntry, numbers: Float64Array): ConformanceCase {
  const array = ({ shape, offset }: TensorEntry): TypedNdArray<Float32Array> => {
    const size = sizeOf(shape);
    const data =
      offset === undefined ? new Float32Array(size) : Float32Array.from(numbers.subarray(offset, offset + size));
    return { data, shape };
  };
  return { name, options, x: array(operands.x), kernel: array(operands.kernel), dy: array(operands.dy) };
}

/** A call whose tensors are zeros, of any rank and type, as an adapter of this data format gets it. */
export function badInputsFor(name: string, { options, operands }: CallEntry, dataFormat: DataFormat): TypedInputs {
  const array = ({ shape, dtype }: TensorEntry) => {
    const data = dtype === 'int32' ? new Int32Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
    return { data, shape: shapeIn(dataFormat, shape) };
  };
  const arrays = Object.fromEntries(OPERAND_NAMES.map((operand) => [operand, array(operands[operand])]));
  return { name, options: { ...options }, ...(arrays as Pick<TypedInputs, OperandName>) };
}
