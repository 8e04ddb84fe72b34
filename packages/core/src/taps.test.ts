import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Axis, outputSize } from './axis.ts';
import { type AxisTaps, type Tap, tapsOfInput, tapsOfOutput } from './taps.ts';

const side = (max: number) => fc.integer({ min: 1, max });
const axes: fc.Arbitrary<Axis> = fc
  .record({
    inSize: side(12),
    kernelSize: side(7),
    stride: side(4),
    dilation: side(3),
    padBefore: fc.integer({ min: 0, max: 9 }),
    padAfter: fc.integer({ min: 0, max: 9 }),
  })
  .map((axis) => ({ ...axis, outSize: outputSize(axis.inSize + axis.padBefore + axis.padAfter, axis) }))
  .filter(({ outSize }) => outSize > 0);

/** Every (input, tap, output) that lies inside, from the definition. */
function* triples({ inSize, outSize, kernelSize, stride, dilation, padBefore }: Axis) {
  for (let output = 0; output < outSize; output++) {
    for (let tap = 0; tap < kernelSize; tap++) {
      const input = output * stride + tap * dilation - padBefore;
      if (input >= 0 && input < inSize) yield { input, tap, output };
    }
  }
}

/** What a kernel makes of the table: from the first tap on, in equal steps. */
function walked({ targets, step }: AxisTaps): Tap[][] {
  return targets.map(({ count, source, tap, output }) =>
    Array.from({ length: count }, (_, k) => ({
      source: source + k * step.source,
      tap: tap + k * step.tap,
      output: output + k * step.output,
    })),
  );
}

describe('the taps along an axis', () => {
  it('of each output are those of the definition, by ascending source', () => {
    fc.assert(
      fc.property(axes, (axis) => {
        const all = [...triples(axis)].map(({ input, ...rest }) => ({ source: input, ...rest }));
        const expected = Array.from({ length: axis.outSize }, (_, at) => all.filter(({ output }) => output === at));
        expect(walked(tapsOfOutput(axis))).toEqual(expected);
      }),
    );
  });

  it('of each input are those of the definition, by ascending source', () => {
    fc.assert(
      fc.property(axes, (axis) => {
        const all = [...triples(axis)];
        const expected = Array.from({ length: axis.inSize }, (_, at) =>
          all
            .filter(({ input }) => input === at)
            .map(({ tap, output }) => ({ source: output, tap, output }))
            .sort((a, b) => a.source - b.source),
        );
        expect(walked(tapsOfInput(axis))).toEqual(expected);
      }),
    );
  });
});
