// Cases of one and of three spatial axes: chosen ones, then random ones in every dialect.
import type { ChannelGrouping, InvolutionOptions, KernelOrder, Padding } from '@involution/core';
import { type ConformanceCase, makeCase } from '../src/case.ts';
import { randomIntegers } from '../src/random.ts';

export function casesOf1And3Axes(): ConformanceCase[] {
  return [...chosenCases(), ...randomCases(1, 20), ...randomCases(3, 6)];
}

function chosenCases(): ConformanceCase[] {
  const chosen = (name: string, shape: readonly number[], options: InvolutionOptions & { groups: number }) =>
    makeCase(name, shape, options);
  return [
    chosen('1d-k7-64x33', [1, 33, 64], { kernelSize: 7, groups: 4 }),
    chosen('1d-causal-k5', [2, 17, 12], { kernelSize: 5, pad: [[4, 0]], groups: 3 }),
    chosen('1d-k4-stride-3-dilation-2', [1, 29, 10], { kernelSize: 4, strides: 3, dilations: 2, groups: 5 }),
    chosen('1d-k15-larger-than-x', [3, 6, 7], { kernelSize: 15, groups: 1 }),
    chosen('1d-valid-stride-larger-than-kernel', [1, 40, 9], { kernelSize: 2, strides: 5, pad: 'valid', groups: 9 }),
    chosen('3d-k3-12x4x5x6', [1, 4, 5, 6, 12], { kernelSize: 3, groups: 2 }),
    chosen('3d-k2x3x5-stride-2', [1, 4, 7, 9, 6], { kernelSize: [2, 3, 5], strides: 2, groups: 3 }),
    chosen('3d-dilation-1x2x3', [1, 5, 5, 8, 5], { kernelSize: [3, 2, 2], dilations: [1, 2, 3], groups: 1 }),
    chosen('3d-k3-larger-than-x', [2, 2, 2, 2, 4], { kernelSize: 3, groups: 4 }),
    chosen('3d-pads-all-different', [1, 3, 4, 5, 4], {
      kernelSize: [2, 3, 2],
      pad: [
        [1, 0],
        [0, 3],
        [2, 1],
      ],
      groups: 2,
    }),
  ];
}

/** Random geometries; the dialects take turns. The seed is the name, so each case stays the same forever. */
function randomCases(rank: number, maxSize: number): ConformanceCase[] {
  return Array.from({ length: 8 }, (_, k) => {
    const name = `random-${rank}d-${k}`;
    const integer = randomIntegers(`geometry ${name}`);
    const each = <T>(make: () => T): T[] => Array.from({ length: rank }, make);
    const kernelSize = each(() => integer(1, rank === 1 ? 9 : 3));
    const dilations = each(() => integer(1, 2));
    const pad: Padding = [
      'same' as const,
      'valid' as const,
      integer(0, 3),
      each(() => [integer(0, 3), integer(0, 3)] as const),
    ][integer(0, 3)]!;
    // 'valid' needs an x that holds the window.
    const window = (axis: number) => dilations[axis]! * (kernelSize[axis]! - 1) + 1;
    const sizes = kernelSize.map((_, axis) =>
      pad === 'same' ? integer(1, maxSize) : window(axis) + integer(0, maxSize >> 1),
    );
    const groups = integer(1, 4);
    const options = {
      kernelSize,
      strides: each(() => integer(1, 2)),
      dilations,
      pad,
      groups,
      kernelOrder: (['group-major', 'tap-major'] satisfies KernelOrder[])[k % 2],
      channelGrouping: (['blocked', 'interleaved'] satisfies ChannelGrouping[])[(k >> 1) % 2],
    };
    return makeCase(name, [integer(1, 2), ...sizes, groups * integer(1, 6)], options);
  });
}
