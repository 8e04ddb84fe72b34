// A page fetches the files of numbers, each when its suite runs.
import { involution, involutionGradInput, involutionGradKernel } from '@involution/core';
import { isSmokeTest } from './tests.ts';
import { describeConformance } from './vitest.ts';

describeConformance(
  {
    name: 'reference in a page',
    capabilities: { dataFormat: 'channelsLast', spatialRanks: [1, 2, 3] },
    knownFailures: {},
    unitRoundoff: 2 ** -53,
    init() {},
    forward: ({ x, kernel, options }) => involution(x, kernel, options),
    gradInput: ({ dy, kernel, x, options }) => involutionGradInput(dy, kernel, x.shape, options),
    gradKernel: ({ dy, x, kernel, options }) => involutionGradKernel(dy, x, kernel.shape, options),
    dispose() {},
  },
  { filter: isSmokeTest },
);
