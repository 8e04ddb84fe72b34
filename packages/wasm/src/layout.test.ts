// The layout that src/ writes and assembly/ reads is one: both sides are made from scripts/schema.ts, and fields go by name.
import { readFile } from 'node:fs/promises';
import { problemOf } from '@involution/conformance';
import { describe, expect, it } from 'vitest';
import { assemblyLayout, sourceLayout } from '../scripts/layout.ts';
import { STRUCTURES, type Structure } from '../scripts/schema.ts';
import { geometryOf } from '../test/geometry-of.ts';
import { directionOf } from './direction.ts';
import { loadInvolutionWasm } from './index.ts';
import { LOOPS, TAPS } from './layout.ts';
import { loopsOf } from './loops.ts';
import { makePlan } from './plan.ts';
import { layOut } from './structure.ts';

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

/** The schema with two neighbouring fields of a structure in each other's place. */
function swapped(name: string, field: number): Structure[] {
  return STRUCTURES.map((structure) => {
    if (structure.name !== name) return structure;
    const fields = Object.entries(structure.fields);
    fields.splice(field, 2, fields[field + 1]!, fields[field]!);
    return { ...structure, fields: Object.fromEntries(fields) };
  });
}

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
        expect(sourceLayout(swapped(name, field))).not.toBe(sourceLayout());
        count++;
      }
    }
    expect(count).toBeGreaterThan(40);
  });
});

describe('layOut', () => {
  it('writes fields in the order of their structure, whatever the order in which they are given', () => {
    const { words } = layOut(TAPS, { kernel: 3, count: 1, source: 2 });
    expect([...words]).toEqual([1, 2, 3]);
  });

  it('takes every field of a structure and no other: the type checker says so', () => {
    // @ts-expect-error: without `kernel`
    expect(() => layOut(TAPS, { count: 1, source: 2 })).toThrow(TypeError);
    // @ts-expect-error: with a field that there is not
    const { words } = layOut(TAPS, { count: 1, source: 2, kernel: 3, run: 4 });
    expect(words).toHaveLength(3);
  });
});

describe('two fields in the wrong order', () => {
  const geometry = geometryOf([2, 5, 7, 8], { kernelSize: 3, strides: [1, 2], groups: 2 });
  const { operands } = problemOf('forward', geometry, 'swapped');
  const wasm = loadInvolutionWasm();
  const right = wasm.compute('forward', geometry, operands);

  /** y by words in an order of ours, in a memory with room for whatever kernels may then do; a trap is an answer too. */
  function compute(structure: typeof LOOPS): number[] | string {
    const memory = new WebAssembly.Memory({ initial: 64 });
    const plan = makePlan('forward', geometry, true);
    const { words } = layOut(structure, loopsOf(directionOf('forward', geometry)));
    new Float32Array(memory.buffer, 2 ** 20).set(operands.x!);
    new Float32Array(memory.buffer, 2 ** 20 + 2 ** 16).set(operands.kernel!);
    try {
      const offsets = { x: 2 ** 20, kernel: 2 ** 20 + 2 ** 16 };
      const output = 2 ** 21;
      loadInvolutionWasm({ memory }).run({ ...plan, words }, { operands: offsets, output, scratch: 2 ** 16 });
      return [...new Float32Array(memory.buffer, output, right.length)];
    } catch (error) {
      return String(error);
    }
  }

  it('make kernels go wrong', () => {
    expect(compute(LOOPS)).toEqual([...right]);
    for (const [a, b] of [
      ['targetHeight', 'targetWidth'],
      ['targetRow', 'targetColumn'],
      ['rowSourceStep', 'columnSourceStep'],
      ['sourceGroup', 'kernelGroup'],
    ]) {
      const other = LOOPS.map((field) => (field === a ? b! : field === b ? a! : field));
      expect(compute(other), `${a} and ${b}`).not.toEqual([...right]);
    }
  });
});
