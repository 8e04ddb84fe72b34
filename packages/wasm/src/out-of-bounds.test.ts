// No kernel reads or writes outside its operands: all around them lies NaN, which a read would carry into a result, and
// every word of which must be there afterwards. Or they lie at the ends of the memory, beyond which a read traps, also
// one of which nothing comes.
import { type Problem, problemOf, randomFloats } from '@involution/conformance';
import {
  errorBound,
  FLOAT32_UNIT_ROUNDOFF,
  type InvolutionGeometry,
  sizeOf,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, type Operation, type Plan, type Pointers, supportedBuilds } from './index.ts';
import { geometries } from './testing.ts';

/** A NaN that no arithmetic makes. */
const SENTINEL = 0x7fc5a5a5;
const GAP = 4096;
const OPERATIONS: readonly Operation[] = ['forward', 'gradInput', 'gradKernel'];
const RUNS = 10_000;

describe.each(supportedBuilds())('the %s build', (build) => {
  const memory = new WebAssembly.Memory({ initial: 256 });
  const wasm = loadInvolutionWasm({ memory, build });

  function check(operation: Operation, geometry: InvolutionGeometry, seed: number, isAtEnds: boolean): void {
    const plan = wasm.plan(operation, geometry);
    const { inputs, expected, terms } = problemWithNaN(operation, geometry, seed);
    const pointers = (isAtEnds ? placeAtEnds : place)(plan, memory.buffer.byteLength);
    const { operands, gaps } = viewsOf(plan, pointers, memory.buffer);
    for (const view of [...operands, ...gaps])
      new Uint32Array(view.buffer, view.byteOffset, view.length).fill(SENTINEL);
    inputs.forEach((input, k) => void operands[k].set(input));
    wasm.run(plan, pointers);

    const output = operands[2];
    const isRight = (value: number, k: number) =>
      Number.isNaN(value)
        ? Number.isNaN(output[k])
        : Math.abs(output[k] - value) <= errorBound(terms, expected.magnitude[k], FLOAT32_UNIT_ROUNDOFF);
    const wrong = expected.data.findIndex((value, k) => !isRight(value, k));
    if (wrong >= 0) throw new Error(`element ${wrong} was ${output[wrong]}, expected ${expected.data[wrong]}`);
    inputs.forEach((input, k) => {
      if (input.some((value, i) => !Object.is(value, operands[k][i]))) throw new Error(`inputs[${k}] was written`);
    });
    for (const gap of gaps) {
      const touched = new Uint32Array(gap.buffer, gap.byteOffset, gap.length).findIndex((word) => word !== SENTINEL);
      if (touched >= 0) throw new Error(`byte ${gap.byteOffset + 4 * touched} outside of everything was written`);
    }
  }

  it(`stays inside its operands and within the bound for ${RUNS} geometries`, { timeout: 600_000 }, () => {
    let calls = 0;
    fc.assert(
      fc.property(
        geometries,
        fc.constantFrom(...OPERATIONS),
        fc.integer(),
        fc.boolean(),
        (geometry, operation, seed, isAtEnds) => {
          check(operation, geometry, seed, isAtEnds);
          calls++;
        },
      ),
      // Shrinking would take minutes.
      { numRuns: RUNS, seed: 20260, endOnFailure: true },
    );
    expect(calls).toBe(RUNS);
  });
});

/** Random operands, now and then with a NaN in what is read, and the exact result. */
function problemWithNaN(operation: Operation, g: InvolutionGeometry, seed: number): Problem {
  const read = (part: string, shape: number[]) => {
    const data = randomFloats(`${seed} ${part}`, sizeOf(shape));
    if (seed % 3 === 0) data[Math.abs(seed) % data.length] = Number.NaN;
    return data;
  };
  return problemOf(operation, g, `${seed}`, { x: read('x', xShapeOf(g)), dy: read('dy', yShapeOf(g)) });
}

/** Places with gaps around them. Not at multiples of 16: nobody promises that. */
function place(plan: Plan): Pointers {
  let end = GAP;
  const [a, b, output, scratch] = [...plan.inputBytes, plan.outputBytes, plan.scratchBytes].map((size) => {
    const start = end + 4;
    end = start + size + GAP;
    return start;
  });
  return { inputs: [a, b], output, scratch };
}

/** The inputs at the two ends of the memory, the second one ending with it. */
function placeAtEnds({ inputBytes: [a, b], outputBytes }: Plan, memoryBytes: number): Pointers {
  const output = a + GAP;
  return { inputs: [0, memoryBytes - b], output, scratch: output + outputBytes + GAP };
}

/** What lies in the memory: inputs, output, scratch memory, and what is before and behind each of them. */
function viewsOf(
  { inputBytes, outputBytes, scratchBytes }: Plan,
  { inputs, output, scratch }: Pointers,
  buffer: ArrayBuffer,
) {
  const ranges = [
    [inputs[0], inputBytes[0]],
    [inputs[1], inputBytes[1]],
    [output, outputBytes],
    [scratch, scratchBytes],
  ];
  const view = (start: number, end: number) => new Float32Array(buffer, start, (end - start) / 4);
  return {
    operands: ranges.map(([start, bytes]) => view(start, start + bytes)),
    gaps: ranges.flatMap(([start, bytes]) => [
      view(Math.max(0, start - GAP), start),
      view(start + bytes, Math.min(start + bytes + GAP, buffer.byteLength)),
    ]),
  };
}
