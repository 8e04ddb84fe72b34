// The variants by the model of @involution/wgsl-model, and the model by a device.
import { readFileSync } from 'node:fs';
import { problemOf } from '@involution/conformance';
import { type InvolutionGeometry, OPERATION_NAMES, type Operation } from '@involution/core';
import { type Traffic, trafficOf } from '@involution/wgsl-model';
import { geometryOf, MAP_SHAPES } from '@involution/wgsl-model/shapes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dawn, openDawn } from '../test/dawn.ts';
import { DEFAULT_LIMITS, geometry } from '../test/geometry.ts';
import { loadsInModel, loadsOnDevice, TRACED } from '../test/traced.ts';
import { withShaderAxes } from './axes.ts';
import { chooseVariant, makeProgram, type Variant } from './index.ts';
import { SOURCES } from './make-program.ts';
import { assemble } from './program.ts';

const LIMITS = { ...DEFAULT_LIMITS, maxBufferSize: 2 ** 32, maxStorageBufferBindingSize: 2 ** 32 };

/** What the loads of an operation fetch, in the program that is made or in another variant, each invocation for itself. */
function trafficAt(
  operation: Operation,
  geometry: InvolutionGeometry,
  change?: Partial<Variant>,
  mostWorkgroups?: number,
): Traffic {
  const g = withShaderAxes(geometry);
  const program = change
    ? assemble(SOURCES[operation], g, { ...chooseVariant(operation, g), ...change }, LIMITS)
    : makeProgram(operation, g, LIMITS);
  // All workgroups of small maps, whose ratios are near the bar, and some of large ones, where one is like the other.
  return trafficOf(program, mostWorkgroups ?? (g.axes.at(-1)!.inSize < 28 ? Infinity : 24));
}

/** The bar that every variant keeps at the shapes of the bench. */
const MAX_RATIO = 1.5;

describe('the model', () => {
  let dawn: Dawn;
  beforeAll(async () => {
    dawn = await openDawn();
  });
  afterAll(() => dawn.destroy());

  const geometries = {
    NHWC: geometry([1, 3, 18, 64], { kernelSize: 3, groups: 4 }),
    'NHWC, more channels than a workgroup': geometry([1, 2, 3, 272], { kernelSize: [1, 3], groups: 17 }),
    'NHWC, one lane, strides': geometry([1, 5, 9, 6], { kernelSize: 3, strides: 2, groups: 2 }),
    'NHWC, tap-major, interleaved': geometry([1, 5, 6, 16], {
      kernelSize: 3,
      groups: 4,
      kernelOrder: 'tap-major',
      channelGrouping: 'interleaved',
    }),
    NCHW: geometry([2, 8, 9, 5], { kernelSize: 3, groups: 2, dataFormat: 'channelsFirst' }),
    'NCHW, strides and dilations': geometry([1, 4, 9, 11], {
      kernelSize: [2, 3],
      strides: [2, 1],
      dilations: [1, 2],
      groups: 1,
      dataFormat: 'channelsFirst',
    }),
    'NCHW, a group for each workgroup': geometry([2, 24, 5, 6], {
      kernelSize: 3,
      groups: 3,
      dataFormat: 'channelsFirst',
    }),
    'a line in NCW': geometry([1, 4, 40], { kernelSize: 3, groups: 1, dataFormat: 'channelsFirst' }),
    volumes: geometry([1, 3, 4, 5, 8], { kernelSize: [3, 2, 3], strides: [2, 1, 1], groups: 2 }),
    'volumes in NCDHW': geometry([1, 8, 3, 4, 5], { kernelSize: [2, 3, 2], groups: 2, dataFormat: 'channelsFirst' }),
    'a loop over taps': geometry([1, 4, 3, 9], { kernelSize: [1, 131], groups: 1, dataFormat: 'channelsFirst' }),
  };
  describe.each(Object.entries(geometries))('%s', (_, geometry) => {
    it.each(OPERATION_NAMES)('%s reads where the device does', async (operation) => {
      const g = withShaderAxes(geometry);
      const plain = makeProgram(operation, g, LIMITS);
      const traced = makeProgram(operation, g, LIMITS, { storage: TRACED });
      const { operands } = problemOf(operation, g, 'traced');
      const loads = await loadsOnDevice(dawn, traced, operands);
      expect(loads.flat().length).toBeGreaterThan(0);
      expect(loads).toEqual(loadsInModel(plain));
    });
  });
});

const layers = (['channelsLast', 'channelsFirst'] as const).flatMap((dataFormat) =>
  MAP_SHAPES.map((shape) => [dataFormat, shape] as const),
);

it.each(MAP_SHAPES)('the README has the figures of %i×%i×%i', (...shape) => {
  const ratios = (['channelsLast', 'channelsFirst'] as const).flatMap((dataFormat) =>
    OPERATION_NAMES.map((name) => trafficAt(name, geometryOf(shape, 8, dataFormat)).sectorRatio.toFixed(2)),
  );
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`| ${[shape.join('×'), ...ratios].join(' | ')} |\n`);
});

describe.each(layers)('%s, %j', (dataFormat, shape) => {
  it.each(OPERATION_NAMES)('%s is coalesced', (operation) => {
    expect(trafficAt(operation, geometryOf(shape, 8, dataFormat)).sectorRatio).toBeLessThanOrEqual(MAX_RATIO);
  });
});

describe.each([
  ["RedNet's stem", [32, 112, 112], 3],
  ['a volume', [64, 8, 28, 28], 3],
  ['a line', [64, 1024], 7],
] as const)('%s', (name, [channels, ...sizes], kernelSize) => {
  const shapes = { channelsLast: [1, ...sizes, channels], channelsFirst: [1, channels, ...sizes] };
  describe.each(['channelsLast', 'channelsFirst'] as const)('%s', (dataFormat) => {
    // A line has no second row to share a sector with.
    const operations = name === 'a line' ? (['forward', 'gradInput'] as const) : OPERATION_NAMES;
    it.each(operations)('%s is coalesced', (operation) => {
      const g = geometry(shapes[dataFormat], { kernelSize, groups: channels / 16, dataFormat });
      expect(trafficAt(operation, g).sectorRatio).toBeLessThanOrEqual(MAX_RATIO);
    });
  });
});

describe.each([
  [64, 112],
  [128, 56],
  [256, 28],
])('NCHW at stride 2, %i channels, %i columns', (channels, size) => {
  const options = { kernelSize: 7, strides: 2, groups: channels / 16, dataFormat: 'channelsFirst' } as const;
  const g = geometry([1, channels, size, size], options);

  it('gradInput has every other column side by side', () => {
    expect(trafficAt('gradInput', g).sectorRatio).toBeLessThanOrEqual(MAX_RATIO);
  });

  it('gradKernel has taps side by side, which read the columns between', () => {
    expect(trafficAt('gradKernel', g).sectorRatio).toBeLessThanOrEqual(MAX_RATIO);
    const apart = trafficAt('gradKernel', g, { tapsFirst: false });
    expect(apart.sectorRatio).toBeGreaterThan(MAX_RATIO);
    expect(trafficAt('gradKernel', g).sectors).toBeLessThan(0.4 * apart.sectors);
  });
});

// What the choice of variants rests on.
describe('chooseVariant', () => {
  const wide = geometryOf([64, 56, 56], 1, 'channelsLast');

  it.each(['forward', 'gradInput'] as const)('%s shares weights because they are too far apart', (operation) => {
    const apart = trafficAt(operation, wide, { shared: undefined });
    expect(apart.sectorRatio).toBeGreaterThan(MAX_RATIO);
    expect(trafficAt(operation, wide).sectors).toBeLessThan(0.7 * apart.sectors);
  });

  it.each([
    ['forward', 32],
    ['gradInput', 32],
  ] as const)('%s shares none with %i channels a group, whose weights are near enough', (operation, perGroup) => {
    const options = { kernelSize: 7, groups: 128 / perGroup };
    const g = geometry([1, 28, 28, 128], options);
    expect(chooseVariant(operation, g).shared).toBeUndefined();
    expect(trafficAt(operation, g).sectorRatio).toBeLessThanOrEqual(MAX_RATIO);
  });

  it.each(OPERATION_NAMES)('%s of small maps stages its operands because taps leave gaps between rows', (operation) => {
    const small = geometryOf([512, 7, 7], 1, 'channelsFirst');
    const apart = trafficAt(operation, small, {});
    expect(apart.sectorRatio).toBeGreaterThan(MAX_RATIO);
    expect(trafficAt(operation, small).sectors).toBeLessThan(0.2 * apart.sectors);
  });

  it('takes halves in turn because a vec4 is half a sector', () => {
    expect(trafficAt('gradKernel', wide, { alternates: false }).sectorRatio).toBeGreaterThan(MAX_RATIO);
  });

  const inNchw = MAP_SHAPES.map((shape) => [geometryOf(shape, 1, 'channelsFirst'), shape.join('×')] as const);
  describe.each(inNchw)('$1', (g) => {
    it.each(OPERATION_NAMES)('%s has the rows that fetch the fewest sectors', (operation) => {
      const { pixels } = chooseVariant(operation, g);
      const sectors = [1, 2, 3, 4, 5, 6, 7].map((rows) => trafficAt(operation, g, { pixels: rows }, 24).sectors);
      // Of large maps a part is counted.
      expect(sectors[pixels - 1]).toBeLessThanOrEqual(1.03 * Math.min(...sectors));
    });
  });
});
