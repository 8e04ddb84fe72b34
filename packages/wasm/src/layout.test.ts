// The layout that src/ writes and assembly/ reads is one: both sides are made from scripts/schema.ts, and fields go by name.
import { readFile } from 'node:fs/promises';
import { problemOf } from '@involution/conformance';
import { describe, expect, it } from 'vitest';
import { assemblyLayout, sourceLayout } from '../scripts/layout.ts';
import { STRUCTURES, type Structure } from '../scripts/schema.ts';
import { geometryOf } from '../test/geometry-of.ts';
import { loadInvolutionWasm } from './index.ts';
import { OF_ALL } from './kits.ts';
import type { Taps, TransposedLoops } from './layout.ts';
import { makePlan } from './plan.ts';
import { layOut } from './structure.ts';

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

/** The schema with two neighbouring fields of a structure swapped. */
function swapped(name: string, field: number): Structure[] {
  return STRUCTURES.map((structure) => {
    if (structure.name !== name) return structure;
    const fields = Object.entries(structure.fields);
    fields.splice(field, 2, fields[field + 1]!, fields[field]!);
    return { ...structure, fields: Object.fromEntries(fields) };
  });
}

const answerOf = (make: () => string) => {
  try {
    return make();
  } catch (error) {
    return String(error);
  }
};

describe('the schema', () => {
  it('is what both sides are made from', async () => {
    expect(await read('assembly/layout.ts')).toBe(assemblyLayout());
    expect(await read('src/layout.ts')).toBe(sourceLayout());
  });

  it('orders the fields of both sides: each two of them swapped are seen', () => {
    let count = 0;
    for (const { name, fields } of STRUCTURES) {
      for (let field = 0; field + 1 < Object.keys(fields).length; field++) {
        expect(assemblyLayout(swapped(name, field))).not.toBe(assemblyLayout());
        expect(answerOf(() => sourceLayout(swapped(name, field)))).not.toBe(sourceLayout());
        count++;
      }
    }
    expect(count).toBeGreaterThan(40);
  });
});

describe('layOut', () => {
  it('writes fields in the order of the schema, whatever the order in which they are given', () => {
    expect([...layOut<Taps>({ kernel: 3, count: 1, source: 2 }).words]).toEqual([1, 2, 3]);
  });

  it('takes every field of a structure and no other: the type checker says so', () => {
    // @ts-expect-error: without `kernel`
    layOut<Taps>({ count: 1, source: 2 });
    // @ts-expect-error: with a field that it does not have
    layOut<Taps>({ count: 1, source: 2, kernel: 3, run: 4 });
    // @ts-expect-error: without the name of a structure
    const { words } = layOut({ count: 1, source: 2, kernel: 3 });
    expect(words).toHaveLength(3);
  });

  it('writes tables behind what refers to them, each of them once, and keeps room for the rest in whole vectors', () => {
    const first = { count: 1, source: 2, kernel: 3, steps: [{ source: 4, kernel: 5 }] };
    const structure = { rows: [first, first], columns: [], copy: { bytes: 20 }, targetCopy: { bytes: 4 } };
    const { words, scratchBytes } = layOut<Pick<TransposedLoops, keyof typeof structure>>(structure);
    expect([...words]).toEqual([16, 56, 64, 96, 1, 2, 3, 48, 1, 2, 3, 48, 4, 5]);
    expect(scratchBytes).toBe(112);
  });
});

describe('two fields in the wrong order', () => {
  const geometry = geometryOf([2, 5, 7, 8], { kernelSize: 3, strides: [1, 2], groups: 2 });
  const { operands } = problemOf('forward', geometry, 'swapped');
  const right = [...loadInvolutionWasm().compute('forward', geometry, operands)];
  const fields = Object.keys(STRUCTURES.find(({ name }) => name === 'Loops')!.fields);

  /** y by words of which two are swapped, in a memory with room for whatever comes of it; a trap is an answer too. */
  function compute(a: string, b: string): number[] | string {
    const memory = new WebAssembly.Memory({ initial: 64 });
    const offsets = { x: 2 ** 20, kernel: 2 ** 20 + 2 ** 16 };
    new Float32Array(memory.buffer, offsets.x).set(operands.x!);
    new Float32Array(memory.buffer, offsets.kernel).set(operands.kernel!);
    const plan = makePlan('forward', geometry, true, OF_ALL.layouts);
    const [first, second] = [fields.indexOf(a), fields.indexOf(b)];
    const words = plan.words.slice();
    [words[first], words[second]] = [words[second]!, words[first]!];
    try {
      const y = 2 ** 21;
      loadInvolutionWasm({ memory }).run({ ...plan, words }, { operands: offsets, results: { y }, scratch: 2 ** 16 });
      return [...new Float32Array(memory.buffer, y, right.length)];
    } catch (error) {
      return String(error);
    }
  }

  it('make kernels go wrong', () => {
    expect(compute('rows', 'rows')).toEqual(right);
    for (const [a, b] of [
      ['targetHeight', 'targetWidth'],
      ['targetRow', 'targetColumn'],
      ['columnSourceStep', 'columnKernelStep'],
      ['sourceGroup', 'kernelGroup'],
      ['rows', 'columns'],
    ] as const) {
      expect(compute(a, b), `${a} and ${b}`).not.toEqual(right);
    }
  });
});
