import { expectInvolution, filled, parse, runInOrt } from '@involution/adapters/onnx-testing';
import { involutionModel, type Size } from '@involution/conformance/onnxruntime';
import { type InvolutionOptions, kernelShapeFor } from '@involution/core';
import type { FunctionProto } from '@involution/onnx-messages';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from '../expand.ts';

/** What the operators of the body say, and, where the model states enough, what expandInvolution says before them. */
const REFUSAL = /reshape|broadcast|axis|axes|Slice|pad|Ranks|^node 'involution', (input [XW]|attribute kernel_shape) /;

interface Geometry {
  x?: number[];
  group?: number;
  kernel_shape?: number[];
  strides?: number[];
  dilations?: number[];
  /** `[top, left, bottom, right]` on a plane. */
  pads?: number[];
  kernel_order?: 'group-major' | 'tap-major';
  channel_grouping?: 'blocked' | 'interleaved';
}

/** How much of the shapes the model states. */
type Statement = 'static' | 'symbolic' | 'nothing' | 'X alone' | 'W alone';

const ORDERS = ['group-major', 'tap-major'] as const;
const GROUPINGS = ['blocked', 'interleaved'] as const;
const STATEMENTS: readonly Statement[] = ['static', 'symbolic', 'nothing', 'X alone', 'W alone'];

/** A geometry with all there is to get wrong: nothing is square, no two pads are equal. W is [2, 12, 4, 9]. */
const PLANE: Required<Geometry> = {
  x: [2, 6, 7, 8],
  group: 2,
  kernel_shape: [3, 2],
  strides: [2, 1],
  dilations: [1, 3],
  pads: [1, 0, 2, 4],
  kernel_order: 'group-major',
  channel_grouping: 'blocked',
};

/** The same of one spatial axis. W is [2, 12, 5]. */
const LINE: Required<Geometry> = {
  ...PLANE,
  x: [2, 6, 11],
  group: 3,
  kernel_shape: [4],
  strides: [2],
  dilations: [2],
  pads: [3, 1],
};

/** The same of three. W is [2, 48, 2, 7, 4]. */
const VOLUME: Required<Geometry> = {
  ...PLANE,
  x: [2, 6, 5, 6, 13],
  kernel_shape: [2, 3, 4],
  strides: [2, 1, 3],
  dilations: [3, 1, 2],
  pads: [1, 0, 2, 0, 3, 1],
};

/** What `Pad` does not see has to be seen without it. */
function withoutPads(geometry: Required<Geometry>): Required<Geometry> {
  return { ...geometry, pads: geometry.pads.map(() => 0) };
}

const AWKWARD: [string, Required<Geometry>][] = [
  ['a plane', PLANE],
  ['a line', LINE],
  ['a volume', VOLUME],
];

function optionsFor(geometry: Required<Geometry>): InvolutionOptions & { groups: number } {
  const rank = geometry.kernel_shape.length;
  return {
    kernelSize: geometry.kernel_shape,
    strides: geometry.strides,
    dilations: geometry.dilations,
    pad: geometry.kernel_shape.map((_, axis) => [geometry.pads[axis]!, geometry.pads[rank + axis]!]),
    groups: geometry.group,
    kernelOrder: geometry.kernel_order,
    channelGrouping: geometry.channel_grouping,
    dataFormat: 'channelsFirst',
  };
}

interface RunOptions {
  states?: Statement;
  /** Whether the node has the attribute `group`. */
  statesGroup?: boolean;
  opset?: number;
  /** Shape of W in place of the one that fits. */
  wShape?: readonly number[];
  /** Shape of X in place of the geometry's, after W's has been made to fit. */
  xShape?: readonly number[];
}

/** Expands, runs, and returns all that a comparison needs. */
async function run(change: Geometry, { states = 'static', statesGroup = true, opset, ...shapes }: RunOptions = {}) {
  const geometry = { ...PLANE, ...change };
  const options = optionsFor(geometry);
  const fitting = kernelShapeFor(geometry.x, options);
  const { xShape = geometry.x, wShape = fitting } = shapes;
  const { x: _, group, ...attributes } = geometry;
  const model = involutionModel({
    xShape: stated('X', xShape, states === 'X alone' ? 'static' : states),
    kernelShape: stated('W', wShape, states === 'W alone' ? 'static' : states),
    attributes: { ...attributes, group: statesGroup ? group : undefined },
    opset,
  });
  const x = filled(xShape, 1);
  const w = filled(wShape, 7);
  return { y: await runInOrt(expandInvolution(model), { X: x, W: w }), x, w, options };
}

function stated(name: string, shape: readonly number[], states: Statement): readonly Size[] | undefined {
  if (states === 'static') return shape;
  // Both have one batch.
  return states === 'symbolic' ? shape.map((_, axis) => (axis === 0 ? 'N' : `${name}${axis}`)) : undefined;
}

describe('the function body in unmodified onnxruntime-web', () => {
  const dialects = ORDERS.flatMap((kernel_order) =>
    GROUPINGS.flatMap((channel_grouping) =>
      STATEMENTS.flatMap((states) =>
        [true, false].map((statesGroup) => ({ kernel_order, channel_grouping, states, statesGroup })),
      ),
    ),
  );
  describe.each(AWKWARD)('on %s', (_, awkward) => {
    it.each(dialects)(
      'computes $kernel_order, $channel_grouping, shapes: $states, group stated: $statesGroup',
      async ({ kernel_order, channel_grouping, states, statesGroup }) => {
        const { y, x, w, options } = await run({ ...awkward, kernel_order, channel_grouping }, { states, statesGroup });
        expectInvolution(y, x, w, options);
      },
    );
  });

  const geometries: [string, Geometry][] = [
    ['no pads, no strides, no dilations', { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] }],
    ['strides [1, 3]', { strides: [1, 3] }],
    ['strides [3, 2]', { strides: [3, 2] }],
    ['strides larger than the kernel', { strides: [4, 5], kernel_shape: [2, 1] }],
    ['dilations [2, 1]', { dilations: [2, 1] }],
    ['dilations [3, 2]', { dilations: [3, 2] }],
    ['a pad at the top only', { pads: [2, 0, 0, 0] }],
    ['a pad on the left only', { pads: [0, 3, 0, 0] }],
    ['a pad at the bottom only', { pads: [0, 0, 1, 0] }],
    ['a pad on the right only', { pads: [0, 0, 0, 2] }],
    ['windows in the padding alone', { pads: [5, 6, 7, 8] }],
    ['one tap', { kernel_shape: [1, 1], dilations: [1, 1] }],
    [
      'a kernel larger than the image',
      { x: [1, 4, 2, 3], kernel_shape: [7, 5], dilations: [1, 1], pads: [3, 2, 3, 2] },
    ],
    ['one pixel', { x: [1, 4, 1, 1], kernel_shape: [3, 3], dilations: [1, 1], pads: [1, 1, 1, 1] }],
    ['as many groups as channels', { group: 6 }],
    ['one group', { group: 1 }],
    ['past positions alone', { ...LINE, strides: [1], dilations: [1], pads: [3, 0] }],
    ['future positions alone', { ...LINE, strides: [1], dilations: [1], pads: [0, 3] }],
    [
      'a line with nothing but its window',
      { x: [1, 2, 7], kernel_shape: [4], strides: [3], dilations: [2], pads: [0, 0] },
    ],
    ['one tap of a line', { ...LINE, kernel_shape: [1] }],
    ['one position of a line', { ...LINE, x: [1, 3, 1], pads: [3, 4] }],
    ['more taps than a line has positions', { ...LINE, x: [2, 6, 3], kernel_shape: [9], dilations: [1], pads: [4, 4] }],
    [
      'a volume without pads, strides, dilations',
      { ...VOLUME, strides: [1, 1, 1], dilations: [1, 1, 1], pads: [0, 0, 0, 0, 0, 0] },
    ],
    ['a pad in front of a volume only', { ...VOLUME, pads: [2, 0, 0, 0, 0, 0] }],
    ['a pad behind a volume only', { ...VOLUME, pads: [0, 0, 0, 2, 0, 0] }],
    [
      'one voxel',
      { ...VOLUME, x: [1, 4, 1, 1, 1], kernel_shape: [3, 3, 3], dilations: [1, 1, 1], pads: [1, 1, 1, 1, 1, 1] },
    ],
    ['taps along the depth alone', { ...VOLUME, kernel_shape: [3, 1, 1], dilations: [1, 2, 3] }],
    ['one tap of a volume', { ...VOLUME, kernel_shape: [1, 1, 1] }],
  ];
  it.each(geometries)('computes %s', async (_, geometry) => {
    const { y, x, w, options } = await run(geometry);
    expectInvolution(y, x, w, options);
  });

  it.each(STATEMENTS)('takes a W with an axis for G and for each size of the kernel, shapes: %s', async (states) => {
    for (const [awkward, wShape] of [
      [PLANE, [2, 2, 3, 2, 4, 9]],
      [LINE, [2, 3, 4, 5]],
      [VOLUME, [2, 2, 2, 3, 4, 2, 7, 4]],
    ] as const) {
      for (const channel_grouping of GROUPINGS) {
        const { y, x, w, options } = await run({ ...awkward, channel_grouping }, { states, wShape });
        expectInvolution(y, x, w, options);
      }
    }
  });

  it.each([13, 14, 15, 18, 19, 21])('computes with ai.onnx %i', async (opset) => {
    const { y, x, w, options } = await run({ kernel_order: 'tap-major' }, { opset, states: 'symbolic' });
    expectInvolution(y, x, w, options);
  });

  it('passes NaN on where a window holds it, and nowhere else', async () => {
    const x = filled([1, 2, 3, 3], 1);
    const poisoned = { ...x, data: Float32Array.from(x.data, (value, k) => (k === 0 ? Number.NaN : value)) };
    const attributes = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
    const model = expandInvolution(involutionModel({ xShape: x.shape, kernelShape: [1, 9, 3, 3], attributes }));
    const y = await runInOrt(model, { X: poisoned, W: filled([1, 9, 3, 3], 2) });
    expect(Array.from(y.data, Number.isNaN).map(Number)).toEqual([
      1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });
});

describe('a node of the body', () => {
  it.each([3, 7, 8, 13])('has no more tensors than a WebGPU shader has buffers, K = %i', (size) => {
    const attributes = { kernel_shape: [size, size] };
    const model = expandInvolution(involutionModel({ xShape: undefined, kernelShape: undefined, attributes }));
    const [{ node: nodes }] = parse(model).functions as [FunctionProto];
    // The least that a device has: maxStorageBuffersPerShaderStage of the specification.
    // Constants of sizes and bounds are no tensors of a shader.
    const tensors = nodes.map(({ input, output }) => [...input, ...output].filter((name) => !name.startsWith('ints_')));
    expect(Math.max(...tensors.map(({ length }) => length))).toBeLessThanOrEqual(8);
    expect(nodes.filter(({ opType }) => opType === 'Mul')).toHaveLength(size * size);
  });
});

describe('a body fails, when it runs, for', () => {
  // What fits is x [2, 6, 7, 8], W [2, 12, 4, 9] on a plane.
  const misfits: [string, { awkward?: Required<Geometry>; xShape?: number[]; wShape?: number[] }][] = [
    ['a W of one image for two', { wShape: [1, 12, 4, 9] }],
    ['a W of two images for one', { xShape: [1, 6, 7, 8] }],
    ['a W of one row', { wShape: [2, 12, 1, 9] }],
    ['a W of one column', { wShape: [2, 12, 4, 1] }],
    ['a W of one pixel', { wShape: [2, 12, 1, 1] }],
    ['a W with rows and columns swapped', { wShape: [2, 12, 9, 4] }],
    ['an X that gives one row', { xShape: [2, 6, 1, 8] }],
    [
      'an X that gives one row of two images to a W of two rows of one',
      { xShape: [2, 6, 1, 8], wShape: [1, 12, 2, 9] },
    ],
    ['a W of one image with the weights of two', { wShape: [1, 24, 4, 9] }],
    ['a W with twice the groups that X can have', { xShape: [2, 2, 7, 8], wShape: [2, 24, 4, 9] }],
    ['a W with a weight too few', { wShape: [2, 11, 4, 9] }],
    ['an X whose channels are no multiple of the groups', { xShape: [2, 7, 7, 8] }],
    ['an X of rank 3', { xShape: [6, 7, 8] }],
    ['a W of rank 3', { wShape: [2, 12, 36] }],
    ['an X of rank 5', { awkward: withoutPads(PLANE), xShape: [2, 6, 7, 8, 1] }],
    ['a W of rank 5', { wShape: [2, 12, 4, 9, 9] }],
    ['a W of one line for two', { awkward: LINE, wShape: [1, 12, 5] }],
    ['a W of one position of a line', { awkward: LINE, wShape: [2, 12, 1] }],
    ['a W with a position too many', { awkward: LINE, wShape: [2, 12, 6] }],
    ['an X of a plane for a line', { awkward: withoutPads(LINE), xShape: [2, 6, 11, 1] }],
    ['a W of a plane for a line', { awkward: LINE, wShape: [2, 12, 5, 5] }],
    ['a W of one slice of a volume', { awkward: VOLUME, wShape: [2, 48, 1, 7, 4] }],
    ['a W of a volume with axes swapped', { awkward: VOLUME, wShape: [2, 48, 7, 2, 4] }],
    ['an X of a plane for a volume', { awkward: VOLUME, xShape: [2, 6, 30, 13] }],
    ['an X of a volume of one slice', { awkward: VOLUME, xShape: [2, 6, 1, 6, 13] }],
    ['a W of a plane for a volume', { awkward: VOLUME, wShape: [2, 48, 14, 4] }],
  ];
  // Where the model states some sizes, onnxruntime folds what follows from them when it loads the model.
  const attempts = misfits.flatMap(([name, shapes]) =>
    (['nothing', 'X alone', 'W alone'] as const).flatMap((states) =>
      [true, false].map((statesGroup) => ({ name, shapes, states, statesGroup })),
    ),
  );
  it.each(attempts)('$name; stated: $states, group: $statesGroup', async ({ shapes, states, statesGroup }) => {
    const { awkward = PLANE, ...sizes } = shapes;
    for (const kernel_order of ORDERS) {
      for (const channel_grouping of GROUPINGS) {
        const attempt = run({ ...awkward, kernel_order, channel_grouping }, { states, statesGroup, ...sizes });
        await expect(attempt).rejects.toThrow(REFUSAL);
      }
    }
  });

  it('a W of one group where two are stated', async () => {
    for (const kernel_order of ORDERS) {
      const attempt = run({ kernel_order }, { states: 'nothing', wShape: [2, 6, 4, 9] });
      await expect(attempt).rejects.toThrow(/reshape/);
    }
  });

  it('a tap-major W of rank 6', async () => {
    const attempt = run({ kernel_order: 'tap-major' }, { states: 'nothing', wShape: [2, 2, 3, 2, 4, 9] });
    await expect(attempt).rejects.toThrow(/reshape/);
  });
});
