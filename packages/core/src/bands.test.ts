import { describe, expect, it } from 'vitest';
import { type Axis, outputSize } from './axis.ts';
import { bandOf, bandOfInputs, intervalsOf, maxKernelRows } from './bands.ts';
import { resolveGeometry } from './geometry.ts';

/** Axes of all kinds: windows wider than x, gaps between windows, windows in the padding alone. */
const AXES: Axis[] = [];
for (const inSize of [1, 2, 5, 9]) {
  for (const [kernelSize, dilation] of [
    [1, 1],
    [3, 1],
    [2, 4],
    [7, 1],
  ] as const) {
    for (const stride of [1, 2, 5]) {
      for (const [padBefore, padAfter] of [
        [0, 0],
        [3, 3],
        [0, 9],
        [8, 1],
      ] as const) {
        const window = { kernelSize, dilation, stride };
        const outSize = outputSize(padBefore + inSize + padAfter, window);
        if (outSize >= 1) AXES.push({ ...window, inSize, outSize, padBefore, padAfter });
      }
    }
  }
}

/** The inputs that an output's taps reach. */
function reachedBy(axis: Axis, output: number): number[] {
  const taps = Array.from({ length: axis.kernelSize }, (_, tap) => tap * axis.dilation);
  return taps.map((at) => output * axis.stride + at - axis.padBefore).filter((at) => at >= 0 && at < axis.inSize);
}

describe('a band of outputs', () => {
  it.each(AXES)('reaches in its own inputs what it reaches in all of them: %o', (axis) => {
    for (let begin = 0; begin < axis.outSize; begin++) {
      for (let end = begin + 1; end <= axis.outSize; end++) {
        const { inputs, outputs, axis: own } = bandOf(axis, begin, end);
        expect(outputs).toEqual({ begin, end });
        for (let output = begin; output < end; output++) {
          const reached = reachedBy(own, output - begin).map((at) => at + inputs.begin);
          expect(reached).toEqual(reachedBy(axis, output));
        }
        if (inputs.begin === inputs.end) continue;
        expect(Math.min(own.padBefore, own.padAfter)).toBeGreaterThanOrEqual(0);
        expect(outputSize(own.padBefore + own.inSize + own.padAfter, own)).toBe(own.outSize);
      }
    }
  });

  it.each(AXES)('of some inputs has all outputs that reach them: %o', (axis) => {
    const missing: number[] = [];
    for (let begin = 0; begin < axis.inSize; begin++) {
      for (let end = begin + 1; end <= axis.inSize; end++) {
        const band = bandOfInputs(axis, begin, end);
        const { outputs, inputs } = band ?? { outputs: { begin: 0, end: 0 }, inputs: { begin, end } };
        for (let output = 0; output < axis.outSize; output++) {
          const reaches = reachedBy(axis, output).some((at) => at >= begin && at < end);
          if (reaches && (output < outputs.begin || output >= outputs.end)) missing.push(output);
        }
        expect(inputs.begin).toBeLessThan(end);
        expect(inputs.end).toBeGreaterThan(begin);
      }
    }
    expect(missing).toEqual([]);
  });
});

describe('intervalsOf', () => {
  it('divides positions evenly', () => {
    expect(intervalsOf(10, 4)).toEqual([
      { begin: 0, end: 4 },
      { begin: 4, end: 8 },
      { begin: 8, end: 10 },
    ]);
    expect(intervalsOf(3, 5)).toEqual([{ begin: 0, end: 3 }]);
  });
});

describe('maxKernelRows', () => {
  const rowsOf = (width: number, groups: number) =>
    maxKernelRows(resolveGeometry([1, 512, width, 256], [1, 512, width, groups * 49], { kernelSize: 7 }));

  it('is as many rows as have a kernel tensor of 64 MiB, and one of any size', () => {
    expect(rowsOf(1024, 16)).toBe(Math.floor(2 ** 26 / (4 * 1024 * 784)));
    expect(rowsOf(2 ** 20, 16)).toBe(1);
    expect(rowsOf(8, 1)).toBeGreaterThan(512);
  });
});
