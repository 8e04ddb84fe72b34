import { describeRedNet, type RedNetOptions } from '@involution/core/networks';
import { expect, it } from 'vitest';
import { involutionOptions } from './involution-options.ts';

/** The shapes of a RedNet's involutions: the stem's, and the first of each stage. */
function shapesOf(options: RedNetOptions) {
  const involutions = describeRedNet(options).nodes.filter((node) => node.op === 'involution');
  return involutions.map(({ name, channels, hidden, groups, kernelSize }) => ({
    name,
    channels,
    hidden,
    span: groups * kernelSize ** 2,
  }));
}

const DEPTH = [1, 1, 1, 1];

it.each<RedNetOptions>([
  { depth: DEPTH },
  { depth: DEPTH, stemKernelSize: 7 },
  { depth: DEPTH, width: 32, channelsPerGroup: 8 },
  { depth: DEPTH, width: 32, channelsPerGroup: 4, kernelSize: 5, reduction: 2 },
  { depth: DEPTH, width: 48, channelsPerGroup: 1, kernelSize: 3, stemKernelSize: 5, reduction: 8 },
])('finds K, C/G and r of %o', (options) => {
  const [stem, ...stages] = shapesOf(options);
  const expected = { stemKernelSize: 3, kernelSize: 7, channelsPerGroup: 16, reduction: 4, ...options };
  expect(expected).toMatchObject(involutionOptions(stem!, stages));
});

it('rejects shapes that no involution has', () => {
  const [stem, ...stages] = shapesOf({ depth: DEPTH });
  expect(() => involutionOptions({ ...stem!, span: 17 }, stages)).toThrow('No odd K and no number of groups');
  expect(() => involutionOptions({ ...stem!, hidden: 7 }, stages)).toThrow('No reduction gives');
});
