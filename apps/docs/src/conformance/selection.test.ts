import { conformanceTests } from '@involution/conformance';
import { expect, it } from 'vitest';
import { CODE_MEGABYTES, extentOf, isSelected } from './selection.ts';
import suitesLoader from './suites.data.ts';

const suites = suitesLoader.load();

it.each([
  [['errors'], false],
  [['golden', 'range'], true],
  [suites.map(({ name }) => name), false],
] as const)('says how many tests of %j are run, smoke tests only: %s', (names, smokeOnly) => {
  const selection = { suites: names, smokeOnly };
  const { tests } = extentOf([], selection, suites);
  expect(tests).toBe(conformanceTests().filter((test) => isSelected(selection, test)).length);
  expect(tests).toBeGreaterThan(0);
});

it('adds the code of each runtime to the numbers, which are loaded once', () => {
  const { bytes } = suites.find(({ name }) => name === 'golden')!;
  const { megabytes } = extentOf(['tfjs-cpu', 'ort-webgpu'], { suites: ['golden'], smokeOnly: true }, suites);
  expect(megabytes).toBeCloseTo(bytes / 1e6 + CODE_MEGABYTES['tfjs-cpu'] + CODE_MEGABYTES['ort-webgpu']);
});
