import { readFile } from 'node:fs/promises';
import { type InvolutionOptions, kernelShapeFor, resolveGeometry } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { makePlan } from './plan.ts';
import { chooseVariant, type Operation } from './variant.ts';

function geometry(xShape: number[], options: InvolutionOptions & { groups: number }) {
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}

const nhwc = geometry([1, 5, 6, 16], { kernelSize: 3, groups: 2 });
const few = geometry([1, 5, 6, 6], { kernelSize: 3, groups: 3 });
const interleaved = geometry([1, 5, 6, 16], { kernelSize: 3, groups: 4, channelGrouping: 'interleaved' });
const nchw = geometry([1, 16, 5, 6], { kernelSize: 3, groups: 2, dataFormat: 'NCHW' });
const nchwFive = geometry([1, 16, 5, 6], { kernelSize: 5, groups: 2, dataFormat: 'NCHW' });
const nchwLarge = geometry([1, 32, 5, 6], { kernelSize: 3, groups: 2, dataFormat: 'NCHW' });
const nchwNarrow = geometry([1, 32, 5, 6], { kernelSize: 3, groups: 2, dataFormat: 'NCHW', strides: 2 });

describe('chooseVariant', () => {
  const rows: [string, Operation, typeof nhwc, boolean, string][] = [
    ['four members or more', 'forward', nhwc, true, 'members'],
    ['four members or more, their gradient', 'gradKernel', nhwc, true, 'members'],
    ['groups of two', 'forward', few, true, 'lanes'],
    ['groups of two, their gradient', 'gradKernel', few, true, 'scalar'],
    ['interleaved groups', 'gradInput', interleaved, true, 'lanes'],
    ['interleaved groups, their gradient', 'gradKernel', interleaved, true, 'lanes'],
    [
      'one interleaved group',
      'forward',
      geometry([1, 5, 6, 8], { kernelSize: 3, groups: 1, channelGrouping: 'interleaved' }),
      true,
      'members',
    ],
    ['depthwise', 'gradKernel', geometry([1, 5, 6, 8], { kernelSize: 3, groups: 8 }), true, 'lanes'],
    ['three channels', 'forward', geometry([1, 5, 6, 3], { kernelSize: 3, groups: 1 }), true, 'scalar'],
    ['NCHW, groups of eight, K = 3', 'forward', nchw, true, 'columns'],
    ['NCHW, groups of eight, K = 5', 'forward', nchwFive, true, 'transposed'],
    ['NCHW, groups of sixteen', 'gradInput', nchwLarge, true, 'transposed'],
    ['NCHW, groups of sixteen, the gradient of the kernel', 'gradKernel', nchwLarge, true, 'columns'],
    ['NCHW, groups of sixteen in rows of three', 'forward', nchwNarrow, true, 'columns'],
    ['no SIMD', 'forward', nhwc, false, 'scalar'],
  ];
  it.each(rows)('%s, %s', (_name, operation, g, hasSimd, variant) => {
    expect(chooseVariant(operation, g, hasSimd)).toBe(variant);
  });
});

describe('makePlan', () => {
  it('says how many bytes each operand takes', () => {
    const x = 5 * 6 * 16 * 4;
    const kernel = 5 * 6 * 18 * 4;
    expect(makePlan('forward', nhwc, true)).toMatchObject({ inputBytes: [x, kernel], outputBytes: x });
    expect(makePlan('gradInput', nhwc, true)).toMatchObject({ inputBytes: [x, kernel], outputBytes: x });
    expect(makePlan('gradKernel', nhwc, true)).toMatchObject({ inputBytes: [x, x], outputBytes: kernel });
  });

  it('refuses operands that are out of reach of 32 bits', () => {
    const groups = 1;
    const large = geometry([32, 1024, 1024, 16], { kernelSize: 1, groups });
    const largeKernel = geometry([1, 1024, 1024, 1], { kernelSize: 23, groups });
    const rows: [Operation, typeof large, string][] = [
      ['forward', large, 'x'],
      ['forward', largeKernel, 'kernel'],
      ['gradKernel', largeKernel, 'kernel'],
    ];
    for (const [operation, g, argument] of rows) {
      expect(() => makePlan(operation, g, true)).toThrow(
        expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED', argument }),
      );
    }
  });

  it('needs scratch memory beyond the words for copies of rows alone', () => {
    const ofMembers = makePlan('forward', nhwc, true);
    expect(ofMembers.scratchBytes - ofMembers.words.byteLength).toBeLessThan(16);
    const ofColumns = makePlan('forward', nchw, true);
    expect(ofColumns.scratchBytes).toBeGreaterThan(ofColumns.words.byteLength + 8 * 8 * 4);
    const ofTransposed = makePlan('forward', nchwLarge, true);
    // All of a group and a row of the target.
    expect(ofTransposed.scratchBytes - ofTransposed.words.byteLength - (5 + 1) * 6 * 16 * 4).toBeLessThan(16);
  });

  it('bounds the scratch memory of a large map by working in bands', () => {
    const large = geometry([1, 16, 2048, 256], { kernelSize: 7, groups: 1, dataFormat: 'NCHW' });
    for (const operation of ['forward', 'gradInput', 'gradKernel'] as const) {
      expect(makePlan(operation, large, true).scratchBytes).toBeLessThan(2 ** 20);
    }
  });

  // The kernels read words by their place: one too many or too few shifts all that follow.
  it.each([
    ['Walk', makePlan('forward', nhwc, true), ['Walk']],
    ['LanesWalk', makePlan('forward', interleaved, true), ['Walk', 'LanesWalk']],
    ['TransposedWalk', makePlan('forward', nchwLarge, true), ['Walk', 'BandWalk', 'TransposedWalk']],
    ['PaddedWalk', makePlan('forward', nchw, true), ['Walk', 'BandWalk', 'PaddedWalk']],
  ])('writes as many words before the first table as %s has fields', async (_name, plan, classes) => {
    const source = await readFile(new URL('../assembly/walk.ts', import.meta.url), 'utf8');
    const fields = classes.flatMap((name) => {
      const body = source.split(new RegExp(`export class ${name}(?: extends \\w+)? \\{`))[1].split('\n}')[0];
      return [...body.matchAll(/^ {2}(\w+): i32;$/gm)].map(([, field]) => field);
    });
    expect(fields.length).toBeGreaterThan(20);
    expect(plan.words[fields.indexOf('rows')]).toBe(fields.length * 4);
  });
});
