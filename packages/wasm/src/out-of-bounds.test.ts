// No kernel reads or writes outside its operands: all around them lies NaN, which a read would carry into a result, and
// every word of which must be there afterwards. Or they lie at the ends of the memory, beyond which a read traps, also
// one of which nothing comes.
import { type Problem, problemOf, randomFloats } from '@involution/conformance';
import {
  errorBound,
  type InvolutionGeometry,
  mapOperands,
  OPERATION_NAMES,
  OPERATIONS,
  type Operation,
  operandsOf,
  shapeOf,
  sizeOf,
} from '@involution/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { geometries } from '../test/geometries.ts';
import { loadInvolutionWasm, type Plan, type Pointers, supportedBuilds } from './index.ts';

/** A NaN that no arithmetic makes. */
const SENTINEL = 0x7fc5a5a5;
const GAP = 4096;
const RUNS = 10_000;

const memory = new WebAssembly.Memory({ initial: 256 });
const loaded = supportedBuilds().map((build) => ({ build, wasm: loadInvolutionWasm({ memory, build }) }));

/** Runs a problem with every build: the exact result, which takes longest, is computed once. */
function check(operation: Operation, geometry: InvolutionGeometry, seed: number, isAtEnds: boolean): void {
  const { expected, terms, operands } = problemWithNaN(operation, geometry, seed);
  const values = operandsOf(operation, operands);
  for (const { build, wasm } of loaded) {
    const plan = wasm.plan(operation, geometry);
    const pointers = (isAtEnds ? arrangeAtEnds : arrange)(plan, memory.buffer.byteLength);
    const views = viewsOf(plan, pointers, memory.buffer);
    for (const view of [...views.operands, views.output, views.scratch, ...views.gaps])
      new Uint32Array(view.buffer, view.byteOffset, view.length).fill(SENTINEL);
    values.forEach((data, k) => void views.operands[k]!.set(data));
    wasm.run(plan, pointers);

    const isRight = (value: number, k: number) =>
      Number.isNaN(value)
        ? Number.isNaN(views.output[k])
        : Math.abs(views.output[k]! - value) <= errorBound(terms, expected.magnitude[k]!);
    const wrong = expected.data.findIndex((value, k) => !isRight(value, k));
    if (wrong >= 0)
      throw new Error(`${build}: element ${wrong} was ${views.output[wrong]}, expected ${expected.data[wrong]}`);
    values.forEach((data, k) => {
      const isWritten = data.some((value, i) => !Object.is(value, views.operands[k]![i]));
      if (isWritten) throw new Error(`${build}: ${OPERATIONS[operation].operands[k]} was written`);
    });
    for (const gap of views.gaps) {
      const touched = new Uint32Array(gap.buffer, gap.byteOffset, gap.length).findIndex((word) => word !== SENTINEL);
      if (touched >= 0)
        throw new Error(`${build}: byte ${gap.byteOffset + 4 * touched} was written, outside of everything`);
    }
  }
}

it(`every build stays inside its operands and within the bound for ${RUNS} geometries`, { timeout: 600_000 }, () => {
  expect(loaded.map(({ build }) => build)).toEqual(expect.arrayContaining(['simd', 'scalar']));
  let calls = 0;
  fc.assert(
    fc.property(
      geometries,
      fc.constantFrom(...OPERATION_NAMES),
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

/** Random operands, now and then with a NaN in x or dy, and the exact result. */
function problemWithNaN(operation: Operation, g: InvolutionGeometry, seed: number): Problem {
  const read = (name: 'x' | 'dy') => {
    const data = randomFloats(`${seed} ${name}`, sizeOf(shapeOf(g, name)));
    if (seed % 3 === 0) data[Math.abs(seed) % data.length] = Number.NaN;
    return data;
  };
  return problemOf(operation, g, `${seed}`, { x: read('x'), dy: read('dy') });
}

/** Offsets with gaps around them. Not at multiples of 16: nobody promises that. */
function arrange(plan: Plan): Pointers {
  let end = GAP;
  const next = (bytes: number) => {
    const start = end + 4;
    end = start + bytes + GAP;
    return start;
  };
  const operands = mapOperands(plan.operation, (name) => next(plan.operandBytes[name]!));
  return { operands, output: next(plan.outputBytes), scratch: next(plan.scratchBytes) };
}

/** The operands at the two ends of the memory, the last one ending with it. */
function arrangeAtEnds(plan: Plan, memoryBytes: number): Pointers {
  const [first, last] = OPERATIONS[plan.operation].operands;
  const output = plan.operandBytes[first]! + GAP;
  const operands = { [first]: 0, [last]: memoryBytes - plan.operandBytes[last]! };
  return { operands, output, scratch: output + plan.outputBytes + GAP };
}

/** What lies in the memory: operands in their order, output, scratch memory, and what is before and behind each of them. */
function viewsOf(plan: Plan, pointers: Pointers, buffer: ArrayBuffer) {
  const sizes = operandsOf(plan.operation, plan.operandBytes);
  const operands = operandsOf(plan.operation, pointers.operands).map((start, k) => ({ start, bytes: sizes[k]! }));
  const output = { start: pointers.output, bytes: plan.outputBytes };
  const scratch = { start: pointers.scratch, bytes: plan.scratchBytes };
  const view = (start: number, end: number) => new Float32Array(buffer, start, (end - start) / 4);
  const viewOf = ({ start, bytes }: typeof output) => view(start, start + bytes);
  return {
    operands: operands.map(viewOf),
    output: viewOf(output),
    scratch: viewOf(scratch),
    gaps: [...operands, output, scratch].flatMap(({ start, bytes }) => [
      view(Math.max(0, start - GAP), start),
      view(start + bytes, Math.min(start + bytes + GAP, buffer.byteLength)),
    ]),
  };
}
