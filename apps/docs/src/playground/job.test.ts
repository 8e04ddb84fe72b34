import { isInvolutionError } from '@involution/core';
import type { Photo } from '@involution/runtimes/photo';
import { toGray } from '@involution/runtimes/photo';
import { describe, expect, it } from 'vitest';
import { callOf, exactOf, judgeResult } from './job.ts';
import { fit } from './pictures.ts';
import { problemOf } from './problem.ts';
import { change, DEFAULT_SETTINGS, type Settings } from './settings.ts';

const photo: Photo = {
  height: 6,
  width: 9,
  channels: 3,
  data: Uint8Array.from({ length: 6 * 9 * 3 }, (_, k) => (k * k * 7) % 256),
};

const settingsWith = (changes: Partial<Settings>) => change(DEFAULT_SETTINGS, changes);

describe.each<Partial<Settings>>([
  { job: 'layer' },
  { job: 'layer', kernelSize: 3, strides: 2, dilations: 2, groups: 3, channels: 12, kernelOrder: 'tap-major' },
  { job: 'sharpen' },
  { job: 'filter', kernelSize: 5 },
])('%o', (changes) => {
  const settings = settingsWith(changes);
  const exact = exactOf(settings, callOf(settings, photo));

  it('takes the exact result for right', () => {
    const verdict = judgeResult(settings, exact, exact.expected, 'channelsLast');
    expect(verdict).toMatchObject({ differentBytes: 0, agrees: true });
    expect(verdict.worstError).toBeLessThan(1);
  });

  it('sees one wrong element', () => {
    const data = Float32Array.from(exact.expected.data);
    data[0]! += settings.job === 'sharpen' ? 300 : 2;
    data[0] = -data[0]!;
    const verdict = judgeResult(settings, exact, { data, shape: exact.expected.shape }, 'channelsLast');
    expect(verdict.agrees).toBe(false);
    expect(verdict.worstError).toBeGreaterThan(1);
  });
});

it('is the photo itself through the filter that does nothing', () => {
  const settings = settingsWith({ job: 'filter', kernelSize: 1, filter: [1], channels: 6, groups: 2 });
  expect(exactOf(settings, callOf(settings, photo)).picture).toEqual(photo);
});

it('counts the bytes that differ', () => {
  const settings = settingsWith({ job: 'sharpen' });
  const exact = exactOf(settings, callOf(settings, photo));
  const changed = { ...exact, picture: toGray(photo) };
  const { differentBytes } = judgeResult(settings, changed, exact.expected, 'channelsLast');
  expect(differentBytes).toBe(exact.picture.data.filter((byte, k) => byte !== changed.picture.data[k]).length);
  expect(differentBytes).toBeGreaterThan(0);
});

it('reads weights in the dialect that is chosen', () => {
  const pictureWith = (changes: Partial<Settings>) => {
    const settings = settingsWith({ kernelSize: 3, groups: 2, channels: 6, ...changes });
    return exactOf(settings, callOf(settings, photo)).picture;
  };
  expect(pictureWith({ kernelOrder: 'tap-major' })).not.toEqual(pictureWith({}));
  expect(pictureWith({ channelGrouping: 'interleaved' })).not.toEqual(pictureWith({}));
});

describe('problemOf', () => {
  it.each<[Partial<Settings>, string]>([
    [{ kernelSize: 0 }, 'INVALID_KERNEL_SIZE'],
    [{ kernelSize: Number.NaN }, 'INVALID_KERNEL_SIZE'],
    [{ strides: 1.5 }, 'INVALID_STRIDES'],
    [{ dilations: -1 }, 'INVALID_DILATIONS'],
    [{ groups: 2 }, 'CHANNELS_NOT_DIVISIBLE'],
  ])('%o has the library’s own error %s', (changes, code) => {
    const settings = settingsWith(changes);
    const problem = problemOf(settings, photo);
    expect(problem).toMatchObject({ code });
    expect(() => callOf(settings, photo)).toThrow(expect.toSatisfy(isInvolutionError));
    expect(() => callOf(settings, photo)).toThrow((problem as { message: string }).message);
  });

  it('has no objection to sharpening, whatever else is set', () => {
    expect(problemOf(settingsWith({ job: 'sharpen', strides: 0 }), photo)).toBeUndefined();
  });

  it('keeps kernel tensors and filters to what a page can hold', () => {
    const large = { height: 640, width: 640 };
    expect(problemOf(settingsWith({ kernelSize: 15 }), large)).toEqual({ kernelMegabytes: 368.64, maxMegabytes: 256 });
    expect(problemOf(settingsWith({ job: 'filter', kernelSize: 17 }), photo)).toEqual({ maxFilterSize: 15 });
    expect(problemOf(DEFAULT_SETTINGS, large)).toBeUndefined();
  });
});

it.each([
  [{ height: 300, width: 451 }, 640, { height: 300, width: 451 }],
  [{ height: 3000, width: 4000 }, 640, { height: 480, width: 640 }],
  [{ height: 9000, width: 2 }, 64, { height: 64, width: 1 }],
])('%o fits into %i pixels as %o', (size, side, fitted) => {
  expect(fit(size, side)).toEqual(fitted);
});
