import {
  convertDataFormat,
  type DataFormat,
  type InvolutionGeometry,
  type InvolutionOptions,
  involution,
  involutionGradInput,
  involutionGradKernel,
  kernelShapeFor,
  type ReferenceResult,
  resolveGeometry,
  sizeOf,
  type TypedNdArray,
  yShapeOf,
} from '@involution/core';
import type { CaseInputs, Quantity } from './adapter.ts';
import { randomFloats } from './random.ts';

/** Inputs of one involution, in NHWC. */
export interface ConformanceCase {
  /** Unique within its suite. */
  name: string;
  /** `[N, H, W, C]` */
  x: TypedNdArray<Float32Array>;
  /** `[N, Ho, Wo, G·Kh·Kw]` */
  kernel: TypedNdArray<Float32Array>;
  /** `[N, Ho, Wo, C]` */
  dy: TypedNdArray<Float32Array>;
  options: InvolutionOptions;
}

/** The geometry of a case. */
export function geometryOf(c: ConformanceCase): InvolutionGeometry {
  return resolveGeometry(c.x.shape, c.kernel.shape, c.options);
}

/**
 * Makes a case with random values in (−1, 1) that depend on its name alone.
 *
 * @param name Unique name; also the seed.
 * @param xShape `[N, H, W, C]`
 * @param options With `groups`, from which the kernel's shape follows.
 */
export function makeCase(
  name: string,
  xShape: readonly [number, number, number, number],
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
  const convert = (array: TypedNdArray<Float32Array>) => convertDataFormat(array, 'NHWC', dataFormat);
  return { name: c.name, x: convert(c.x), kernel: convert(c.kernel), dy: convert(c.dy), options: { ...c.options } };
}

/** The exact result (to float64) of one quantity, in NHWC. */
export function expectedOf(c: ConformanceCase, quantity: Quantity): ReferenceResult {
  switch (quantity) {
    case 'forward':
      return involution(c.x, c.kernel, c.options);
    case 'gradInput':
      return involutionGradInput(c.dy, c.kernel, c.x.shape, c.options);
    case 'gradKernel':
      return involutionGradKernel(c.dy, c.x, c.kernel.shape, c.options);
  }
}

/** n of the error bound: the number of products that one element sums. */
export function termsOf(g: InvolutionGeometry, quantity: Quantity): number {
  return quantity === 'gradKernel' ? g.channelsPerGroup : g.kernelHeight * g.kernelWidth;
}
