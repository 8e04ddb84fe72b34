// A plain implementation of all operations, assembled from parts that a deliberate bug can replace.
import {
  type Axis,
  checkDyShape,
  type InvolutionGeometry,
  type NdArray,
  type Operation,
  resolveGeometry,
  resultShapeOf,
  sizeOf,
  stridesOf,
  tapOffset,
} from '@involution/core';
import type { CaseInputs, ConformanceAdapter } from '../src/adapter.ts';

/** Everything that a bug can get wrong. */
export interface Parts {
  /** What the backend believes the geometry to be. */
  geometry(g: InvolutionGeometry): InvolutionGeometry;
  /** Refuses a bad dy. */
  checkDy(shape: readonly number[], g: InvolutionGeometry): void;
  /** Where the weight of a tap is read; `isCube`: the kernel has the same size along all axes. */
  tap(tap: readonly number[], isCube: boolean): readonly number[];
  /** Position along the last axis of x under output position j and tap v. */
  column(j: number, v: number, axis: Axis): number;
  /** Position along the last axis of x to which gradInput adds. */
  gradColumn(row: number, column: number, axis: Axis): number;
  /** Position along the last axis of y to which output position j is written. */
  outColumn(j: number, axis: Axis): number;
  /** One product. */
  term(a: number, b: number): number;
  /** What a weight over padding adds. */
  outside(weight: number): number;
  /** The last word on each element of a result. */
  finish(value: number): number;
}

const correct: Parts = {
  geometry: (g) => g,
  checkDy: checkDyShape,
  tap: (tap) => tap,
  column: (j, v, axis) => j * axis.stride + tapOffset(axis, v),
  gradColumn: (_, column) => column,
  outColumn: (j) => j,
  term: (a, b) => a * b,
  outside: () => 0,
  finish: Math.fround,
};

/** The implementation as a backend, with parts of it replaced. */
export function plainAdapter(name: string, change: Partial<Parts> = {}): ConformanceAdapter {
  const parts = { ...correct, ...change };
  const run = (operation: Operation) => (inputs: CaseInputs) => compute(parts, operation, inputs);
  return {
    name,
    capabilities: { dataFormat: 'channelsLast', spatialRanks: [1, 2, 3] },
    knownFailures: {},
    unitRoundoff: 2 ** -24,
    init() {},
    forward: run('forward'),
    gradInput: run('gradInput'),
    gradKernel: run('gradKernel'),
    liveAllocations: () => 0,
    dispose() {},
  };
}

/** Offsets of one product. */
interface Offsets {
  x: number;
  /** Of the element of x's gradient. */
  gradX: number;
  y: number;
  /** Of the group's weights at this output position. */
  kernel: number;
  isInside: boolean;
}

function compute(parts: Parts, operation: Operation, { x, kernel, dy, options }: CaseInputs): NdArray {
  const given = resolveGeometry(x.shape, kernel.shape, options);
  if (operation !== 'forward') parts.checkDy(dy.shape, given);
  const g = parts.geometry(given);
  const strides = stridesOf(g);
  const shape = resultShapeOf(g, operation);
  const result = new Float64Array(sizeOf(shape));
  const isCube = new Set(g.axes.map(({ kernelSize }) => kernelSize)).size === 1;
  const isBlocked = g.channelGrouping === 'blocked';
  const tap = g.axes.map(() => 0);

  const visitChannels = (at: Offsets) => {
    const weightAt = parts
      .tap(tap, isCube)
      .reduce((sum, index, axis) => sum + index * strides.kernel.taps[axis]!, at.kernel);
    for (let c = 0; c < g.channels; c++) {
      const group = isBlocked ? Math.floor(c / g.channelsPerGroup) : c % g.groups;
      const k = weightAt + group * strides.kernel.group;
      if (!at.isInside) {
        if (operation === 'forward') result[at.y + c]! += parts.outside(kernel.data[k]!);
      } else if (operation === 'forward') result[at.y + c]! += parts.term(kernel.data[k]!, x.data[at.x + c]!);
      else if (operation === 'gradInput') result[at.gradX + c]! += parts.term(kernel.data[k]!, dy.data[at.y + c]!);
      else result[k]! += parts.term(x.data[at.x + c]!, dy.data[at.y + c]!);
    }
  };
  const visitAxis = (k: number, row: number, at: Offsets): void => {
    const axis = g.axes[k];
    if (!axis) {
      visitChannels(at);
      return;
    }
    const isLast = k === g.axes.length - 1;
    const [xStride, yStride] = [strides.x.spatial[k]!, strides.y.spatial[k]!];
    for (let j = 0; j < axis.outSize; j++)
      for (let v = 0; v < axis.kernelSize; v++) {
        tap[k] = v;
        const input = isLast ? parts.column(j, v, axis) : j * axis.stride + tapOffset(axis, v);
        const gradInput = isLast ? parts.gradColumn(row, input, axis) : input;
        const output = isLast ? parts.outColumn(j, axis) : j;
        visitAxis(k + 1, input, {
          x: at.x + input * xStride,
          gradX: at.gradX + gradInput * xStride,
          y: at.y + output * yStride,
          kernel: at.kernel + j * strides.kernel.spatial[k]!,
          isInside: at.isInside && input >= 0 && input < axis.inSize,
        });
      }
  };
  for (let n = 0; n < g.batchSize; n++) {
    const x0 = n * strides.x.batch;
    visitAxis(0, 0, { x: x0, gradX: x0, y: n * strides.y.batch, kernel: n * strides.kernel.batch, isInside: true });
  }
  return { data: Float32Array.from(result, parts.finish), shape };
}
