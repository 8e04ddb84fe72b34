// Random nodes, many of them wrong: where the model states all shapes, what core accepts is accepted and nothing else; where it
// leaves sizes open, nothing is refused that core accepts once they are known.
import { involutionModel, type Size } from '@involution/conformance/onnxruntime';
import { isInvolutionError, resolveGeometry } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { type Random, randomFrom } from '../../test/mutate.ts';
import { expandInvolution } from '../expand.ts';

const COUNT = 600;

type Attributes = ReturnType<typeof randomCall>['attributes'];

/** Shapes that fit but for a few mistakes, and attributes of the right lengths but for a few. */
function randomCall(random: Random) {
  const rank = 1 + random(3);
  const one = (chances: number) => random(chances) === 0;
  const list = (length: number, make: () => number) => Array.from({ length: one(12) ? random(8) : length }, make);
  const kernel_shape = list(rank, () => 1 + random(3));
  const strides = list(rank, () => 1 + random(2));
  const dilations = list(rank, () => 1 + random(2));
  const pads = list(2 * rank, () => random(3));
  const groups = 1 + random(2);
  const sizes = Array.from({ length: rank }, () => 2 + random(6));
  const outSizes = sizes.map((size, axis) => {
    const padded = size + (pads[axis] ?? 0) + (pads[rank + axis] ?? 0);
    return (
      Math.floor((padded - (dilations[axis] ?? 1) * ((kernel_shape[axis] ?? 1) - 1) - 1) / (strides[axis] ?? 1)) + 1
    );
  });
  const taps = kernel_shape.reduce((product, size) => product * size, 1);
  const spoiled = (shape: number[]) => {
    if (one(6)) shape[random(shape.length)] = random(5);
    if (one(10)) shape.splice(random(shape.length), 1);
    if (one(10)) shape.splice(random(shape.length), 0, 1 + random(3));
    return shape.map((size) => Math.max(0, size));
  };
  const batch = 1 + random(2);
  return {
    x: spoiled([batch, 2 * groups, ...sizes]),
    w: spoiled([batch, ...(one(2) ? [groups * taps] : [groups, ...kernel_shape]), ...outSizes]),
    attributes: {
      kernel_shape,
      strides,
      dilations,
      pads,
      group: one(2) ? groups : undefined,
      kernel_order: one(2) ? ('tap-major' as const) : ('group-major' as const),
    },
  };
}

function isAccepted(x: readonly Size[] | undefined, w: readonly Size[] | undefined, attributes: Attributes): boolean {
  return succeeds(() => expandInvolution(involutionModel({ xShape: x, kernelShape: w, attributes })));
}

/** Core's word. ONNX alone has lists of pads that are no pairs. */
function isRight(
  x: number[],
  w: number[],
  { kernel_shape, strides, dilations, pads, ...dialect }: Attributes,
): boolean {
  const count = pads.length / 2;
  return succeeds(() =>
    resolveGeometry(x, w, {
      kernelSize: kernel_shape,
      strides,
      dilations,
      pad: Number.isInteger(count) ? pads.slice(0, count).map((pad, axis) => [pad, pads[count + axis]!]) : [],
      groups: dialect.group,
      kernelOrder: dialect.kernel_order,
      dataFormat: 'channelsFirst',
    }),
  );
}

function succeeds(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (isInvolutionError(error)) return false;
    throw error;
  }
}

describe(`${COUNT} random nodes`, () => {
  it('are judged as core does, however much of the shapes is stated', () => {
    const random = randomFrom(20_260_729);
    const tally = { right: 0, wrong: 0 };
    for (let k = 0; k < COUNT; k++) {
      const { x, w, attributes } = randomCall(random);
      const right = isRight(x, w, attributes);
      tally[right ? 'right' : 'wrong']++;
      const call = { k, x, w, attributes };
      expect({ ...call, accepted: isAccepted(x, w, attributes) }).toEqual({ ...call, accepted: right });
      const partly = (shape: number[]) =>
        random(5) === 0 ? undefined : shape.map((size) => (random(3) === 0 ? undefined : size));
      const [openX, openW] = [partly(x), partly(w)];
      const accepted = isAccepted(openX, openW, attributes);
      if (right) expect({ ...call, openX, openW, accepted }).toMatchObject({ accepted: true });
    }
    expect(Math.min(...Object.values(tally))).toBeGreaterThan(COUNT / 8);
  });
});
