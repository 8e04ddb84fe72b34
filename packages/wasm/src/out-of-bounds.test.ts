// No kernel reads or writes outside its operands: all around them lies NaN, which a read would carry into a result, and
// every word of which must be there afterwards. Or they lie at the ends of the memory, beyond which a read traps, also
// one of which nothing comes.

import { geometries, manyKernels } from '@involution/adapters/random-geometries';
import { type Problem, problemOf, randomFloats } from '@involution/conformance';
import {
  computeFusedGradients,
  computeFusedReference,
  errorBound,
  FUSED_OPERATION_NAMES,
  FUSED_OPERATIONS,
  type FusedGeometry,
  type FusedOperands,
  type FusedOperation,
  factorizedTermsOf,
  fusedShapeOf,
  type InvolutionGeometry,
  OPERATION_NAMES,
  type Operands,
  type Operation,
  operandNamesOf,
  operandsOf,
  type ReferenceResult,
  type Results,
  resultNamesOf,
  shapeOf,
  sizeOf,
} from '@involution/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { geometryOf } from '../test/geometry-of.ts';
import { loadInvolutionWasm, type Plan, type Pointers, supportedBuilds } from './index.ts';

/** A NaN that no arithmetic makes. */
const SENTINEL = 0x7fc5a5a5;
const GAP = 4096;
const RUNS = 10_000;
const FUSED_RUNS = 1000;

const memory = new WebAssembly.Memory({ initial: 256 });
const loaded = supportedBuilds().map((build) => ({ build, wasm: loadInvolutionWasm({ memory, build }) }));

type Wasm = (typeof loaded)[number]['wasm'];

/** An exact result, and n of its bound. */
interface Exact {
  readonly expected: ReferenceResult;
  readonly terms: number;
}

/** A call with its exact results. */
interface Call {
  readonly operation: Operation | FusedOperation;
  readonly operands: Operands<Float32Array>;
  /** In their order. */
  readonly results: readonly Exact[];
  /** Of a build that has a kernel for it. */
  plan(wasm: Wasm): Plan;
}

/** Runs a call with builds: the exact results, which take longest, are computed once. */
function check({ operation, operands, results, plan: planOf }: Call, builds: typeof loaded, isAtEnds: boolean) {
  const values = operandsOf(operation, operands);
  for (const { build, wasm } of builds) {
    const plan = planOf(wasm);
    const pointers = (isAtEnds ? arrangeAtEnds : arrange)(plan, memory.buffer.byteLength);
    const views = viewsOf(plan, pointers, memory.buffer);
    for (const view of [...views.operands, ...views.results, views.scratch, ...views.gaps])
      new Uint32Array(view.buffer, view.byteOffset, view.length).fill(SENTINEL);
    values.forEach((data, k) => void views.operands[k]!.set(data));
    wasm.run(plan, pointers);

    results.forEach(({ expected, terms }, index) => {
      const actual = views.results[index]!;
      const isRight = (value: number, k: number) =>
        Number.isNaN(value)
          ? Number.isNaN(actual[k])
          : Math.abs(actual[k]! - value) <= errorBound(terms, expected.magnitude[k]!);
      const wrong = expected.data.findIndex((value, k) => !isRight(value, k));
      if (wrong < 0) return;
      const name = `${operation} ${resultNamesOf(operation)[index]}`;
      throw new Error(`${build}: ${name}[${wrong}] was ${actual[wrong]}, expected ${expected.data[wrong]}`);
    });
    values.forEach((data, k) => {
      const isWritten = data.some((value, i) => !Object.is(value, views.operands[k]![i]));
      if (isWritten) throw new Error(`${build}: ${operandNamesOf(operation)[k]} was written`);
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
        const plan = (wasm: Wasm) => wasm.plan(operation, geometry);
        const { operands, expected, terms } = problemWithNaN(operation, geometry, seed);
        check({ operation, plan, operands, results: [{ expected, terms }] }, loaded, isAtEnds);
        calls++;
      },
    ),
    // Shrinking would take minutes.
    { numRuns: RUNS, seed: 20260, endOnFailure: true },
  );
  expect(calls).toBe(RUNS);
});

/** A row of dx may need an earlier row of kernels than the one before it, and each of them fills a tile. */
const outOfOrder = geometryOf([1, 30, 40, 32], { kernelSize: [3, 7], strides: [4, 1], dilations: [3, 1], groups: 8 });

it.each(FUSED_OPERATION_NAMES)(
  `%s does too, for ${FUSED_RUNS} geometries that have a kernel`,
  {
    timeout: 600_000,
  },
  (operation) => {
    let calls = 0;
    fc.assert(
      fc.property(
        fc.oneof({ weight: 3, arbitrary: geometries }, { weight: 1, arbitrary: manyKernels }),
        fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(4, 8, 12)),
        fc.integer(),
        fc.boolean(),
        (unfused, featureCount, seed, isAtEnds) => {
          const geometry = { ...unfused, featureCount };
          const builds = loaded.filter(({ wasm }) => wasm.canFuse(geometry, operation));
          fc.pre(builds.length > 0);
          const operands = fusedOperands(geometry, seed);
          const plan = (wasm: Wasm) => wasm.plan(operation, geometry);
          check({ operation, plan, operands, results: exactResults(operation, geometry, operands) }, builds, isAtEnds);
          calls++;
        },
      ),
      {
        numRuns: FUSED_RUNS,
        examples: [[outOfOrder, 4, 1, false]],
        maxSkipsPerRun: 100,
        seed: 20260,
        endOnFailure: true,
      },
    );
    expect(calls).toBe(FUSED_RUNS);
  },
);

type AllOperands = FusedOperands<Float32Array> & { readonly dy: Float32Array };

function exactResults(operation: FusedOperation, geometry: FusedGeometry, operands: AllOperands): Exact[] {
  const expected: Results<ReferenceResult> =
    operation === 'fusedForward'
      ? { y: computeFusedReference(geometry, operands) }
      : computeFusedGradients(geometry, operands);
  return FUSED_OPERATIONS[operation].results.map((name) => ({
    expected: expected[name]!,
    terms: factorizedTermsOf(geometry, geometry.featureCount, name),
  }));
}

/** Random operands, now and then with a NaN in x and dy. */
function fusedOperands(g: FusedGeometry, seed: number): AllOperands {
  const read = (name: keyof AllOperands) => randomFloats(`${seed} ${name}`, sizeOf(fusedShapeOf(g, name)));
  const [x, dy] = [read('x'), read('dy')];
  if (seed % 3 === 0) for (const data of [x, dy]) data[Math.abs(seed) % data.length] = Number.NaN;
  return { x, dy, features: read('features'), spanWeights: read('spanWeights'), spanBias: read('spanBias') };
}

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
  return { operands: operandsAt(plan, next), results: resultsAt(plan, next), scratch: next(plan.scratchBytes) };
}

/** The first and the last operand at the two ends of the memory, the last one ending with it. */
function arrangeAtEnds(plan: Plan, memoryBytes: number): Pointers {
  const names = operandNamesOf(plan.operation);
  const [first, last] = [names[0]!, names.at(-1)!];
  let end = plan.operandBytes[first]! + GAP;
  const next = (bytes: number) => {
    const start = end;
    end += bytes + GAP;
    return start;
  };
  const inside = operandsAt({ ...plan, operandBytes: { ...plan.operandBytes, [first]: 0, [last]: 0 } }, next);
  const operands = { ...inside, [first]: 0, [last]: memoryBytes - plan.operandBytes[last]! };
  return { operands, results: resultsAt(plan, next), scratch: next(plan.scratchBytes) };
}

function operandsAt({ operation, operandBytes }: Plan, next: (bytes: number) => number): Operands<number> {
  return Object.fromEntries(operandNamesOf(operation).map((name) => [name, next(operandBytes[name]!)]));
}

function resultsAt({ operation, resultBytes }: Plan, next: (bytes: number) => number): Results<number> {
  return Object.fromEntries(resultNamesOf(operation).map((name) => [name, next(resultBytes[name]!)]));
}

/** What lies in the memory: operands and results in their order, scratch memory, and what is before and behind each of them. */
function viewsOf(plan: Plan, pointers: Pointers, buffer: ArrayBuffer) {
  const sizes = operandsOf(plan.operation, plan.operandBytes);
  const operands = operandsOf(plan.operation, pointers.operands).map((start, k) => ({ start, bytes: sizes[k]! }));
  const results = resultNamesOf(plan.operation).map((name) => ({
    start: pointers.results[name]!,
    bytes: plan.resultBytes[name]!,
  }));
  const scratch = { start: pointers.scratch, bytes: plan.scratchBytes };
  const view = (start: number, end: number) => new Float32Array(buffer, start, (end - start) / 4);
  const viewOf = ({ start, bytes }: typeof scratch) => view(start, start + bytes);
  return {
    operands: operands.map(viewOf),
    results: results.map(viewOf),
    scratch: viewOf(scratch),
    gaps: [...operands, ...results, scratch].flatMap(({ start, bytes }) => [
      view(Math.max(0, start - GAP), start),
      view(start + bytes, Math.min(start + bytes + GAP, buffer.byteLength)),
    ]),
  };
}
