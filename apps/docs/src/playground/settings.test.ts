import { expect, it } from 'vitest';
import { defaultFilter, fitFilter, presetFilter } from './filter.ts';
import { change, DEFAULT_SETTINGS, queryOf, type Settings, settingsOf } from './settings.ts';

it('says nothing of what is as it was', () => {
  expect(queryOf(DEFAULT_SETTINGS)).toBe('');
  expect(settingsOf('')).toEqual(DEFAULT_SETTINGS);
});

it.each<[Partial<Settings>, string]>([
  [
    { kernelSize: 5, strides: 2, dilations: 3, groups: 6, channels: 12 },
    '?k=5&stride=2&dilation=3&groups=6&channels=12',
  ],
  [{ kernelOrder: 'tap-major', channelGrouping: 'interleaved' }, '?order=tap-major&grouping=interleaved'],
  [{ job: 'filter', kernelSize: 2, filter: [1, -0.5, 0, 2] }, '?job=filter&k=2&filter=1,-0.5,0,2'],
  [{ job: 'sharpen', side: 64, runtimes: ['tfjs-cpu', 'ort-wasm'] }, '?job=sharpen&side=64&runtimes=tfjs-cpu,ort-wasm'],
  [{ runtimes: [] }, '?runtimes='],
])('%o as a link, and back', (changes, query) => {
  const settings = change(DEFAULT_SETTINGS, changes);
  expect(queryOf(settings)).toBe(query);
  expect(settingsOf(query)).toEqual(settings);
});

it('takes numbers as they are, right or wrong, and of lists only what is in them', () => {
  const said = settingsOf('?k=x&stride=0&side=7&channels=5&job=dance&order=minor&runtimes=abacus,tfjs-cpu');
  expect(said).toMatchObject({ kernelSize: Number.NaN, strides: 0, side: 640, channels: 3, job: 'layer' });
  expect(said).toMatchObject({ kernelOrder: 'group-major', runtimes: ['tfjs-cpu'] });
});

it.each(['1,2,3', '1,2,3,x'])('takes no filter of %s for K = 2', (filter) => {
  expect(settingsOf(`?k=2&filter=${filter}`).filter).toEqual(defaultFilter(2));
});

it('lets a filter grow and shrink around its middle', () => {
  const filter = presetFilter('edges', 3);
  const larger = fitFilter(filter, 5);
  expect(larger).toHaveLength(25);
  expect(larger.slice(6, 9)).toEqual([-1, -1, -1]);
  expect(larger[12]).toBe(8);
  expect(fitFilter(larger, 3)).toEqual(filter);
  expect(fitFilter(filter, 1)).toEqual([8]);
  for (const kernelSize of [0, 1.5, Number.NaN, 99]) expect(fitFilter(filter, kernelSize)).toEqual(filter);
});
