import { describe, expect, it } from 'vitest';
import { CORES, occupancyOf } from './occupancy.ts';
import { registersOf } from './registers.ts';

const registers = (text: string) =>
  registersOf({
    body: `fn involution(index: i32) {\n  ${text}\n}`,
    elementType: 'f32',
    operands: [
      { name: 'x', components: 4 },
      { name: 'kernel', components: 1 },
    ],
    outputComponents: 4,
    uniforms: [],
    workgroupSize: 64,
    dispatch: [1, 1, 1],
  });

describe('registersOf', () => {
  const NONE = registers('');

  it.each([
    ['one after the other', 'let a = kernel[0]; result[0] = a; let b = kernel[1]; result[1] = b;', 1],
    ['together', 'let a = kernel[0]; let b = kernel[1]; result[0] = a; result[1] = b;', 2],
    ['four numbers', 'let a = vec4<f32>(x[0]); result[0] = a;', 4],
    ['what a function makes of them', 'let a = dot(x[0], x[1]); result[0] = a;', 1],
    ['a product', 'let a = x[0] * kernel[0]; result[0] = a;', 4],
    ['never used', 'let a = kernel[0];', 0],
    [
      'a loop and what it takes from outside',
      'let a = kernel[0]; for (var k = 0; k < 3; k++) { result[k] = a; let b = k; result[b] = b; }',
      3,
    ],
  ])('%s', (_, text, expected) => {
    expect(registers(text) - NONE).toBe(expected);
  });
});

describe('occupancyOf', () => {
  const { discrete, mobile } = CORES;

  it.each([
    ['few registers', { registers: 30, workgroupSize: 64, workgroupBytes: 0 }, 1, 1],
    ['64 registers', { registers: 64, workgroupSize: 64, workgroupBytes: 0 }, 16 / 24, 0.5],
    ["a workgroup's memory", { registers: 30, workgroupSize: 64, workgroupBytes: 16 * 1024 }, 6 / 24, 2 / 16],
  ])('%s', (_, use, onDiscrete, onMobile) => {
    expect(occupancyOf(use, discrete)).toBe(onDiscrete);
    expect(occupancyOf(use, mobile)).toBe(onMobile);
  });
});
