import {
  computeReference,
  type InvolutionGeometry,
  mapOperands,
  type OperandName,
  type Operands,
  type Operation,
  type ReferenceResult,
  shapeOf,
  sizeOf,
  termsOf,
} from '@involution/core';
import { randomFloats } from './random.ts';

/** The operands of one operation, in the geometry's data format, and what must come of them. */
export interface Problem {
  /** By name, those that the operation reads. */
  operands: Operands<Float32Array>;
  /** The exact result, to float64. */
  expected: ReferenceResult;
  /** n of the error bound. */
  terms: number;
}

/**
 * A problem for kernels that are called by geometry, below the interface of any framework.
 *
 * @param name Seed of the values, in (−1, 1).
 * @param values What to put in place of the random ones, in the geometry's data format.
 */
export function problemOf(
  operation: Operation,
  geometry: InvolutionGeometry,
  name: string,
  values: Operands<Float32Array> = {},
): Problem {
  const valuesOf = (operand: OperandName) =>
    values[operand] ?? randomFloats(`${name} ${operand}`, sizeOf(shapeOf(geometry, operand)));
  const operands = mapOperands(operation, valuesOf);
  return {
    operands,
    expected: computeReference(operation, geometry, operands),
    terms: termsOf(geometry, operation),
  };
}
