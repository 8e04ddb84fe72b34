import { describe, expect, it } from 'vitest';
import { trafficOf } from './memory.ts';
import type { ModelledProgram } from './trace.ts';

/** A program of one workgroup that reads an array of floats once, or as often as a text says. */
function program(text: string, components: 1 | 4 = 1): ModelledProgram {
  return {
    body: `fn involution(index: i32) {\n  ${text}\n}`,
    elementType: 'f32',
    operands: [{ name: 'x', components }],
    outputComponents: components,
    uniforms: [{ name: 'width', value: 7 }],
    workgroupSize: 64,
    dispatch: [1, 1, 1],
  };
}

const ofX = (text: string, components?: 1 | 4) => trafficOf(program(text, components)).loads.x;

describe('trafficOf', () => {
  it.each([
    ['neighbours', 'let a = x[index];', { requests: 2, sectors: 8, minSectors: 8 }],
    ['neighbours, off the boundary', 'let a = x[index + 1];', { requests: 2, sectors: 10, minSectors: 8 }],
    ['every fourth', 'let a = x[index * 4];', { requests: 2, sectors: 32, minSectors: 8 }],
    ['far apart', 'let a = x[index * 49];', { requests: 2, sectors: 64, minSectors: 8 }],
    ['the same', 'let a = x[3];', { requests: 2, sectors: 2, minSectors: 2 }],
    ['a few', 'if (index < 4) { let a = x[index]; }', { requests: 1, sectors: 1, minSectors: 1 }],
    [
      'rows of 7',
      'let a = x[index / uniforms.width * 16 + index % uniforms.width];',
      { requests: 2, sectors: 11, minSectors: 8 },
    ],
  ])('%s', (_, text, expected) => {
    expect(ofX(text)).toEqual(expected);
  });

  it('counts four numbers as 16 bytes', () => {
    expect(ofX('let a = x[index];', 4)).toEqual({ requests: 2, sectors: 32, minSectors: 32 });
    expect(ofX('let a = x[index * 2];', 4)).toEqual({ requests: 2, sectors: 64, minSectors: 32 });
  });

  it('takes each trip of a loop for a request of its own, though invocations leave some out', () => {
    const text = 'for (var k = 0; k < 3; k++) { if (k > 0 || index < 16) { let a = x[index + 64 * k]; } }';
    expect(ofX(text)).toEqual({ requests: 5, sectors: 18, minSectors: 18 });
  });

  it('counts the bytes of a workgroup once, stores with them', () => {
    const { bytes, stores } = trafficOf(program('let a = x[index]; let b = x[index + 1]; result[index] = a + b;'));
    expect(stores).toEqual({ requests: 2, sectors: 8, minSectors: 8 });
    expect(bytes).toBe((9 + 8) * 32);
  });

  it('leaves out the memory of the workgroup', () => {
    expect(ofX('tile[index] = x[index]; workgroupBarrier(); let a = tile[index * 9];')).toEqual({
      requests: 2,
      sectors: 8,
      minSectors: 8,
    });
  });

  it('takes workgroups from all over where there are many, for all of them', () => {
    const many = { ...program('let a = x[index];'), dispatch: [100, 100, 1] };
    const { bytes, sectorRatio, loads } = trafficOf(many, 10);
    expect(loads.x!.requests).toBe(20);
    expect(sectorRatio).toBe(1);
    expect(bytes).toBe(100 * 100 * 64 * 4);
  });

  it('refuses what it does not know', () => {
    expect(() => ofX('let a = atomicAnd(x[index], 3);')).toThrow("does not know the function 'atomicAnd'");
    expect(() => ofX('switch (index) {}')).toThrow();
    expect(() => trafficOf({ ...program(''), elementType: 'u32' })).toThrow('words of two numbers');
  });
});
