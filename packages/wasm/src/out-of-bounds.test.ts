// No kernel reads or writes outside its operands: all around them lies NaN, which a read would carry into a result, and
// every word of which must be there afterwards.
import {
  errorBound,
  FLOAT32_UNIT_ROUNDOFF,
  type InvolutionGeometry,
  type InvolutionOptions,
  involution,
  involutionGradInput,
  involutionGradKernel,
  kernelShapeOf,
  sizeOf,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, type Operation, type Pointers, supportedBuilds } from './index.ts';
import { geometries } from './testing.ts';

/** A NaN that no arithmetic makes. */
const SENTINEL = 0x7fc5a5a5;
const GAP = 4096;
const OPERATIONS: readonly Operation[] = ['forward', 'gradInput', 'gradKernel'];
const RUNS = 10_000;

describe.each(supportedBuilds())('the %s build', (build) => {
  const memory = new WebAssembly.Memory({ initial: 256 });
  const wasm = loadInvolutionWasm({ memory, build });

  it(`stays inside its operands and within the bound for ${RUNS} geometries`, { timeout: 600_000 }, () => {
    let calls = 0;
    fc.assert(
      fc.property(geometries, fc.constantFrom(...OPERATIONS), fc.integer(), (geometry, operation, seed) => {
        const { inputs, expected } = problemOf(operation, geometry, seed);
        const plan = wasm.plan(operation, geometry);
        const words = new Uint32Array(memory.buffer);
        const { pointers, end } = place([...plan.inputBytes, plan.outputBytes, plan.scratchBytes]);
        words.fill(SENTINEL, 0, end / 4);
        const values = new Float32Array(memory.buffer);
        inputs.forEach((input, k) => void values.set(input, pointers.inputs[k] / 4));
        wasm.run(plan, pointers);
        calls++;

        const terms =
          operation === 'gradKernel' ? geometry.channelsPerGroup : geometry.kernelHeight * geometry.kernelWidth;
        const wrong = expected.data.findIndex(
          (value, k) =>
            !(
              Math.abs(values[pointers.output / 4 + k] - value) <=
              errorBound(terms, expected.magnitude[k], FLOAT32_UNIT_ROUNDOFF)
            ),
        );
        if (wrong >= 0)
          throw new Error(
            `element ${wrong} was ${values[pointers.output / 4 + wrong]}, expected ${expected.data[wrong]}`,
          );
        const touched = firstTouched(words, pointers, plan, end);
        if (touched >= 0) throw new Error(`byte ${touched} outside of everything was written`);
        inputs.forEach((input, k) => {
          const after = values.subarray(pointers.inputs[k] / 4, pointers.inputs[k] / 4 + input.length);
          if (input.some((value, i) => value !== after[i])) throw new Error(`inputs[${k}] was written`);
        });
      }),
      // Shrinking would take minutes.
      { numRuns: RUNS, seed: 20260, endOnFailure: true },
    );
    expect(calls).toBeGreaterThanOrEqual(RUNS);
  });
});

/** Random operands, and the exact result. */
function problemOf(operation: Operation, g: InvolutionGeometry, seed: number) {
  const [x, kernel, dy] = [xShapeOf(g), kernelShapeOf(g), yShapeOf(g)].map((shape, k) => ({
    shape,
    data: randomFloats(sizeOf(shape), seed + k),
  }));
  const options: InvolutionOptions = {
    kernelSize: [g.kernelHeight, g.kernelWidth],
    strides: [g.strideHeight, g.strideWidth],
    dilations: [g.dilationHeight, g.dilationWidth],
    pad: [
      [g.padTop, g.padBottom],
      [g.padLeft, g.padRight],
    ],
    groups: g.groups,
    kernelOrder: g.kernelOrder,
    channelGrouping: g.channelGrouping,
    dataFormat: g.dataFormat,
  };
  switch (operation) {
    case 'forward':
      return { inputs: [x.data, kernel.data], expected: involution(x, kernel, options) };
    case 'gradInput':
      return { inputs: [dy.data, kernel.data], expected: involutionGradInput(dy, kernel, x.shape, options) };
    case 'gradKernel':
      return { inputs: [dy.data, x.data], expected: involutionGradKernel(dy, x, kernel.shape, options) };
  }
}

/** Numbers in [−1, 1). */
function randomFloats(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Places with gaps around them. Not at multiples of 16: nobody promises that. */
function place(bytes: readonly number[]): { pointers: Pointers; end: number } {
  let end = GAP;
  const [a, b, output, scratch] = bytes.map((size) => {
    const start = end + 4;
    end = start + size + GAP;
    return start;
  });
  return { pointers: { inputs: [a, b], output, scratch }, end: Math.ceil(end / 4) * 4 };
}

/** The first byte outside of all operands that is no longer what it was. */
function firstTouched(
  words: Uint32Array,
  { inputs, output, scratch }: Pointers,
  plan: { inputBytes: readonly [number, number]; outputBytes: number; scratchBytes: number },
  end: number,
): number {
  const inside = [
    [inputs[0], plan.inputBytes[0]],
    [inputs[1], plan.inputBytes[1]],
    [output, plan.outputBytes],
    [scratch, plan.scratchBytes],
  ];
  let at = 0;
  for (const [start, size] of [...inside, [end, 0]]) {
    for (; at < start; at += 4) if (words[at / 4] !== SENTINEL) return at;
    at = start + size;
  }
  return -1;
}
