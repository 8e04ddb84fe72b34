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
    ['NCHW', 'gradInput', nchw, true, 'columns'],
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

  it('needs scratch memory beyond the words for padded rows alone', () => {
    const ofMembers = makePlan('forward', nhwc, true);
    expect(ofMembers.scratchBytes - ofMembers.words.byteLength).toBeLessThan(16);
    const ofColumns = makePlan('forward', nchw, true);
    expect(ofColumns.scratchBytes).toBeGreaterThan(ofColumns.words.byteLength + 8 * 8 * 4);
  });

  it('bounds the scratch memory of a large map by working in bands', () => {
    const large = geometry([1, 16, 2048, 256], { kernelSize: 7, groups: 1, dataFormat: 'NCHW' });
    expect(makePlan('forward', large, true).scratchBytes).toBeLessThan(2 ** 20);
  });

  // The kernels read words by their place: one too many or too few shifts all that follow.
  it.each([
    ['Walk', makePlan('forward', nhwc, true), ['Walk']],
    ['LanesWalk', makePlan('forward', interleaved, true), ['Walk', 'LanesWalk']],
    ['PaddedWalk', makePlan('forward', nchw, true), ['Walk', 'PaddedWalk']],
  ])('writes as many words before the first table as %s has fields', async (_name, plan, classes) => {
    const source = await readFile(new URL('../assembly/walk.ts', import.meta.url), 'utf8');
    const fields = classes.flatMap((name) => {
      const body = source.split(new RegExp(`export class ${name}(?: extends Walk)? \\{`))[1].split('\n}')[0];
      return [...body.matchAll(/^ {2}(\w+): i32;$/gm)].map(([, field]) => field);
    });
    expect(fields.length).toBeGreaterThan(20);
    expect(plan.words[fields.indexOf('rows')]).toBe(fields.length * 4);
  });
});
