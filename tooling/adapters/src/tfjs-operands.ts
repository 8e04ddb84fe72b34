// Operands as users come by them. A tfjs backend may keep the buffer of an int32 or bool tensor behind a cast, the
// texture of a larger tensor behind a slice, and the values of a small tensor on the CPU: a kernel sees all of these.
import { type ConformanceAdapter, expectedOf, isWithinBound, judge, makeCase } from '@involution/conformance';
import type { TfjsAdapterOptions } from '@involution/conformance/tfjs';
import { type InvolutionOptions, OPERAND_NAMES, OPERATION_NAMES, type OperandName, sizeOf } from '@involution/core';
import {
  add,
  browser,
  cast,
  dispose,
  grads,
  greater,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Shape = Tensor4D['shape'];

/** Ways to make a float32 tensor of a shape, by what a reader would call it. The values need only differ. */
const SOURCES = {
  'float32 values': float32,
  'a cast of int32 values': (shape) => float(int32(shape)),
  'a cast of an int32 result': (shape) => float(add(int32(shape), int32(shape))),
  'a cast of bool values': (shape) => float(tensor(integers(shape).map(isOdd), shape, 'bool')),
  'a cast of a bool result': (shape) => float(greater(int32(shape), tensor(3, [], 'int32'))),
  'a slice': (shape) => sliced(tensor(integers(twice(shape)), twice(shape), 'float32'), shape),
  'a cast of a slice of int32': (shape) => float(sliced(int32(twice(shape)), shape)),
  'a slice of a cast of int32': (shape) => sliced(float(int32(twice(shape))), shape),
  'a cast of a slice of bool': (shape) => float(sliced(greater(int32(twice(shape)), tensor(3, [], 'int32')), shape)),
  'a reshape of a cast of int32': (shape) => reshape(float(int32([sizeOf(shape)])), shape),
  'a cast of a reshape of int32': (shape) => float(reshape(int32([sizeOf(shape)]), shape)),
  'a cast of a transpose of int32': (shape) => float(transpose(int32([...shape].reverse()))),
  'a cast of fromPixels of numbers': (shape) => float(reshape(browser.fromPixels(pixels(shape), 4), shape)),
  // A page has these two beside the former.
  ...(typeof OffscreenCanvas === 'undefined'
    ? {}
    : {
        'a cast of fromPixels of ImageData': (shape: Shape) =>
          float(reshape(browser.fromPixels(imageData(shape), 4), shape)),
        'a cast of fromPixels of a canvas': (shape: Shape) =>
          float(reshape(browser.fromPixels(canvas(shape), 4), shape)),
      }),
} satisfies Readonly<Record<string, (shape: Shape) => Tensor>>;

/** An involution to call. */
type Call = readonly [xShape: Shape, options: InvolutionOptions & { groups: number }];

/** Calls of different inner loops: what they have in common must not be all that is right. */
const CALLS = {
  'two groups of four channels': [[1, 4, 5, 8], { kernelSize: 3, groups: 2 }],
  'three channels': [[1, 4, 4, 3], { kernelSize: 3, groups: 1, strides: 2 }],
  'Keras’s order': [
    [1, 4, 5, 8],
    { kernelSize: [1, 3], groups: 4, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
  ],
  'a very wide kernel': [[1, 2, 4, 4], { kernelSize: [1, 131], groups: 1 }],
} satisfies Readonly<Record<string, Call>>;

/**
 * Declares tests that `involution2d` and its gradients take operands from all of tfjs's sources, each as x, as the
 * kernel and as dy.
 *
 * @param adapter From `tfjsAdapter`; `init` runs before the first test, `dispose` after the last.
 * @param involution2d The op under test.
 */
export function describeTfjsOperands(
  adapter: ConformanceAdapter,
  involution2d: TfjsAdapterOptions['involution2d'],
): void {
  describe(`operands of ${adapter.name}`, () => {
    beforeAll(() => adapter.init());
    afterAll(() => adapter.dispose());

    describe.each(Object.entries(SOURCES))('%s', (source, make) => {
      it.each(OPERAND_NAMES)('as %s', async (role) => {
        const makeOperand = (operand: OperandName, shape: Shape) => (operand === role ? make : float32)(shape);
        await check(source, CALLS['two groups of four channels'], makeOperand);
      });
    });

    describe.each(Object.entries(CALLS))('%s', (_, call) => {
      it.each(['a cast of an int32 result', 'a cast of a bool result'] as const)('all operands: %s', async (source) => {
        await check(source, call, (_, shape) => SOURCES[source](shape));
      });
    });
  });

  async function check(
    name: string,
    [xShape, options]: Call,
    makeOperand: (operand: OperandName, shape: Shape) => Tensor,
  ): Promise<void> {
    const { x, kernel, dy } = makeCase(name, xShape, options);
    const f = (a: Tensor, b: Tensor) => involution2d(a as Tensor4D, b as Tensor4D, options);
    const { operands, results } = tidy(() => {
      const inputs: [Tensor, Tensor] = [makeOperand('x', shapeOf(x)), makeOperand('kernel', shapeOf(kernel))];
      const upstream = makeOperand('dy', shapeOf(dy));
      return { operands: [...inputs, upstream], results: [f(...inputs), ...grads(f)(inputs, upstream)] };
    });
    // Reading an operand may move it, so the results come first.
    const actual: Float32Array[] = [];
    for (const result of results) actual.push((await result.data()) as Float32Array);
    const values = async (operand: Tensor) => ({
      data: Float32Array.from(await operand.data()),
      shape: operand.shape,
    });
    const [xs, kernels, dys] = operands;
    const inputs = { name, x: await values(xs!), kernel: await values(kernels!), dy: await values(dys!), options };
    for (const { data } of [inputs.x, inputs.kernel, inputs.dy]) expect(new Set(data).size).toBeGreaterThan(1);
    for (const [k, operation] of OPERATION_NAMES.entries()) {
      const worst = judge({ data: actual[k]!, shape: results[k]!.shape }, expectedOf(inputs, operation), adapter);
      expect(isWithinBound(worst), `${operation}: ${JSON.stringify(worst)}`).toBe(true);
    }
    dispose([...operands, ...results]);
  }
}

function shapeOf({ shape }: { shape: readonly number[] }): Shape {
  return [...shape] as Shape;
}

/** 0 to 6 again and again, a period that no size here shares. */
function integers(shape: readonly number[]): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, k) => k % 7);
}

function float32(shape: Shape): Tensor {
  return tensor(integers(shape), shape, 'float32');
}

function int32(shape: readonly number[]): Tensor {
  return tensor(integers(shape), [...shape], 'int32');
}

function float(x: Tensor): Tensor {
  return cast(x, 'float32');
}

function isOdd(value: number): number {
  return value % 2;
}

/** A shape with room for another one of the same size before it. */
function twice([n, ...rest]: Shape): Shape {
  return [2 * n, ...rest];
}

/** The second half. */
function sliced(x: Tensor, shape: Shape): Tensor {
  return slice(x, [shape[0], 0, 0, 0], shape);
}

/** A row of opaque pixels with as many bytes as a tensor has values. */
function pixels(shape: Shape): { data: Uint8Array; width: number; height: number } {
  const data = Uint8Array.from(integers(shape), (value, k) => (k % 4 === 3 ? 255 : value));
  return { data, width: data.length / 4, height: 1 };
}

function imageData(shape: Shape): ImageData {
  const { data, width, height } = pixels(shape);
  return new ImageData(new Uint8ClampedArray(data), width, height);
}

function canvas(shape: Shape): HTMLCanvasElement {
  const image = imageData(shape);
  const element = document.createElement('canvas');
  [element.width, element.height] = [image.width, image.height];
  element.getContext('2d')!.putImageData(image, 0, 0);
  return element;
}
