import {
  computeReference,
  convertDataFormat,
  type DataFormat,
  type InvolutionOptions,
  kernelShapeFor,
  type OperandName,
  type Operation,
  type ReferenceResult,
  resolveGeometry,
  sizeOf,
  type TypedNdArray,
  termsOf,
  yShapeOf,
} from '@involution/core';
import type { CaseInputs } from './adapter.ts';
import { decodeFloat16, encodeFloat16 } from './float16.ts';
import type { Expected } from './judge.ts';
import { randomFloats } from './random.ts';

/** Operands of one involution, with channels last: x `[N, …, C]`, kernel `[N, …, G·ΠK]`, dy `[N, …, C]`. */
export interface ConformanceCase extends Readonly<Record<OperandName, TypedNdArray<Float32Array>>> {
  /** Unique within its suite. */
  name: string;
  options: InvolutionOptions;
}

/**
 * Makes a case with random values in (−1, 1) that depend on its name alone.
 *
 * @param name Unique name; also the seed.
 * @param xShape `[N, …, C]`, with one to three spatial sizes.
 * @param options With `groups`, from which the kernel's shape follows.
 */
export function makeCase(
  name: string,
  xShape: readonly number[],
  options: InvolutionOptions & { groups: number },
): ConformanceCase {
  const kernelShape = kernelShapeFor(xShape, options);
  const dyShape = yShapeOf(resolveGeometry(xShape, kernelShape, options));
  const array = (part: string, shape: readonly number[]) => ({
    data: randomFloats(`${name} ${part}`, sizeOf(shape)),
    shape,
  });
  return { name, x: array('x', xShape), kernel: array('kernel', kernelShape), dy: array('dy', dyShape), options };
}

/** The case as an adapter of this data format gets it. Fresh copies: an adapter may keep or overwrite them. */
export function inputsFor(c: ConformanceCase, dataFormat: DataFormat): CaseInputs {
  const convert = (array: TypedNdArray<Float32Array>) => convertDataFormat(array, 'channelsLast', dataFormat);
  return { name: c.name, x: convert(c.x), kernel: convert(c.kernel), dy: convert(c.dy), options: { ...c.options } };
}

/** The case with its operands rounded to half precision. */
export function inFloat16(c: ConformanceCase): ConformanceCase {
  const round = ({ data, shape }: TypedNdArray<Float32Array>) => ({ data: decodeFloat16(encodeFloat16(data)), shape });
  return { ...c, x: round(c.x), kernel: round(c.kernel), dy: round(c.dy) };
}

/** The exact result (to float64) of an operation of a case, with channels last. */
export function expectedOf(c: ConformanceCase, operation: Operation): ReferenceResult & Expected {
  const geometry = resolveGeometry(c.x.shape, c.kernel.shape, c.options);
  const operands = { x: c.x.data, kernel: c.kernel.data, dy: c.dy.data };
  return { ...computeReference(operation, geometry, operands), terms: termsOf(geometry, operation) };
}
