// Cases compared with the reference: sizes chosen to fall on and off vector widths, tiles and blocks, then random ones.
import type { ChannelGrouping, InvolutionOptions, KernelOrder, Padding } from '@involution/core';
import { type ConformanceCase, makeCase } from '../src/case.ts';
import type { ValuesEntry } from '../src/manifest.ts';
import { randomIntegers } from '../src/random.ts';
import { casesOf1And3Axes } from './generated-nd.ts';
import type { SuiteWriter } from './writer.ts';

export function generatedTests(writer: SuiteWriter): ValuesEntry[] {
  return [...chosenCases(), ...randomCases(), ...casesOf1And3Axes()].flatMap((c) => writer.valuesTests(c));
}

type Shape = readonly [number, number, number, number];

function chosenCases(): ConformanceCase[] {
  const chosen = (name: string, shape: Shape, options: InvolutionOptions & { groups: number }) =>
    makeCase(name, shape, options);
  return [
    // RedNet's own layers, small: K = 7, G = C / 16.
    chosen('rednet-64x14x14-k7', [1, 14, 14, 64], { kernelSize: 7, groups: 4 }),
    chosen('rednet-stem-32x16x16-k3', [1, 16, 16, 32], { kernelSize: 3, groups: 2 }),
    chosen('rednet-stride-2-48x13x13-k7', [2, 13, 13, 48], { kernelSize: 7, strides: 2, pad: 3, groups: 3 }),
    // Channels per group on and off 4, 8 and 16.
    ...[1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20, 31, 32, 33].map((channels) =>
      chosen(`${channels}-channels-per-group`, [1, 6, 7, channels * 2], { kernelSize: 3, groups: 2 }),
    ),
    // Widths and heights on and off tiles of 4, 8, 16 and 32.
    ...[4, 5, 8, 9, 15, 16, 17, 31, 32, 33, 65].flatMap((size) => [
      chosen(`width-${size}`, [1, 3, size, 4], { kernelSize: 3, groups: 1 }),
      chosen(`height-${size}`, [1, size, 3, 4], { kernelSize: 3, groups: 2 }),
    ]),
    // Output positions and channels past 64, 256 and 65,535 work items.
    chosen('256-channels-one-group', [1, 3, 3, 256], { kernelSize: 3, groups: 1 }),
    chosen('130-groups-of-one', [1, 4, 5, 130], { kernelSize: 3, groups: 130 }),
    chosen('260x260-pixels', [1, 260, 260, 1], { kernelSize: 1, groups: 1 }),
    chosen('batch-17', [17, 3, 3, 6], { kernelSize: 3, groups: 3 }),
    // Large, even and lopsided kernels.
    chosen('kernel-11', [1, 12, 12, 8], { kernelSize: 11, groups: 2 }),
    chosen('kernel-2', [1, 7, 8, 6], { kernelSize: 2, groups: 3 }),
    chosen('kernel-1x9-stride-1x3', [1, 5, 29, 4], { kernelSize: [1, 9], strides: [1, 3], groups: 1 }),
    chosen('kernel-9x1-stride-3x1', [1, 29, 5, 4], { kernelSize: [9, 1], strides: [3, 1], groups: 1 }),
    chosen('stride-larger-than-kernel', [1, 11, 12, 4], { kernelSize: 2, strides: [5, 4], pad: 'valid', groups: 2 }),
    chosen('dilation-reaches-only-padding', [1, 3, 4, 4], { kernelSize: 3, dilations: 4, groups: 2 }),
    chosen('pads-larger-than-kernel', [1, 4, 4, 4], {
      kernelSize: 3,
      pad: [
        [5, 0],
        [1, 6],
      ],
      groups: 4,
    }),
  ];
}

/** Random geometries in every dialect. The seed is the name, so each case stays the same forever. */
function randomCases(): ConformanceCase[] {
  return Array.from({ length: 48 }, (_, k) => {
    const integer = randomIntegers(`geometry ${k}`);
    const groups = integer(1, 6);
    const kernelSize = [integer(1, 7), integer(1, 7)] as const;
    const dilations = [integer(1, 3), integer(1, 3)] as const;
    const options = {
      kernelSize,
      strides: [integer(1, 3), integer(1, 3)] as const,
      dilations,
      pad: randomPad(integer),
      groups,
      kernelOrder: (['group-major', 'tap-major'] satisfies KernelOrder[])[k % 2],
      channelGrouping: (['blocked', 'interleaved'] satisfies ChannelGrouping[])[(k >> 1) % 2],
    };
    // 'valid' needs an image that holds the window.
    const fits = (axis: 0 | 1) => dilations[axis] * (kernelSize[axis] - 1) + 1;
    const size = (axis: 0 | 1) => (options.pad === 'same' ? integer(1, 20) : fits(axis) + integer(0, 14));
    return makeCase(`random-${k}`, [integer(1, 3), size(0), size(1), groups * integer(1, 9)], options);
  });
}

function randomPad(integer: (from: number, to: number) => number): Padding {
  const sides = () => [integer(0, 4), integer(0, 4)] as const;
  return (['same', 'valid', integer(0, 4), [sides(), sides()]] satisfies Padding[])[integer(0, 3)]!;
}
