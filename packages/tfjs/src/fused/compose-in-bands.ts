// A composed operation whose kernel tensor would be too large: band after band of rows, so that the kernel tensor, or its
// gradient, is never there for more than one of them.
import {
  type Band,
  bandOf,
  bandOfInputs,
  type FusedOperation,
  type Interval,
  type InvolutionGeometry,
  intervalsOf,
  planarAxes,
} from '@involution/core';
import { addN, concat, pad, slice, type Tensor, type Tensor4D, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Involution2DOptions } from '../kernel-names.ts';
import { optionsOfAxes } from '../options-of-axes.ts';
import type { Span } from './generate-kernel.ts';

/** Makes the results of an operation. */
export type Compose = (
  operands: ComposedOperands,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
) => Tensor[];

/** x or dy is missing where the operation does not read it. */
type ComposedOperands = Readonly<Record<'x' | 'dy', Tensor>> & Span;

/** Makes the results of an operation by `compose`, from `maxRows` rows of y at a time at most. */
export function composeInBands(
  operation: FusedOperation,
  compose: Compose,
  operands: ComposedOperands,
  geometry: InvolutionGeometry,
  maxRows: number,
): Tensor[] {
  const [height, width] = planarAxes(geometry, 'bands of rows');
  const { batchSize, channels } = geometry;
  const { x, dy, features, spanWeights, spanBias } = operands;
  const ranges = intervalsOf(height.outSize, maxRows);

  /** The results for a band, from its rows of the operands. */
  function composeBand({ axis, inputs, outputs }: Band): Tensor[] {
    const rows = { x: x && rowsIn(x, inputs), dy: dy && rowsIn(dy, outputs), features: rowsIn(features, outputs) };
    const axes = [axis, width] as const;
    return compose({ ...rows, spanWeights, spanBias }, optionsOfAxes(geometry, axes), { ...geometry, axes });
  }

  switch (operation) {
    case 'fusedForward':
      return [
        inRows(ranges, ({ begin, end }) => {
          const band = bandOf(height, begin, end);
          return isPadding(band) ? zeros([batchSize, end - begin, width.outSize, channels]) : composeBand(band)[0]!;
        }),
      ];
    case 'fusedGradInput':
      return [
        inRows(intervalsOf(height.inSize, Math.ceil(height.inSize / ranges.length)), ({ begin, end }) => {
          const band = bandOfInputs(height, begin, end);
          if (!band) return zeros([batchSize, end - begin, width.inSize, channels]);
          // A band has rows that other bands reach, too, and none that no window reaches.
          const { inputs } = band;
          const [first, last] = [Math.max(begin, inputs.begin), Math.min(end, inputs.end)];
          const reached = { begin: first - inputs.begin, end: last - inputs.begin };
          return pad(rowsIn(composeBand(band)[0]!, reached), [NONE, [first - begin, end - last], NONE, NONE]);
        }),
      ];
    case 'fusedGradSpan': {
      const none = [zeros(spanWeights.shape), zeros([spanWeights.shape[1]!])];
      const parts = ranges.map(({ begin, end }) =>
        tidy(() => {
          const band = bandOf(height, begin, end);
          if (!isPadding(band)) return composeBand(band);
          return [zeros([batchSize, end - begin, width.outSize, features.shape[3]!]), ...none];
        }),
      );
      return [
        joinRows(parts.map(([ofFeatures]) => ofFeatures!)),
        ...[1, 2].map((k) => addN(parts.map((part) => part[k]!))),
      ];
    }
  }
}

const NONE: [number, number] = [0, 0];

/** Makes a tensor from ranges of its rows. */
function inRows(ranges: readonly Interval[], make: (range: Interval) => Tensor): Tensor {
  return joinRows(ranges.map((range) => tidy(() => make(range))));
}

function joinRows(parts: Tensor[]): Tensor {
  return concat(parts as Tensor4D[], 1);
}

function rowsIn(tensor: Tensor, { begin, end }: Interval): Tensor {
  const [batch, , width, channels] = tensor.shape as Tensor4D['shape'];
  return slice(tensor as Tensor4D, [0, begin, 0, 0], [batch, end - begin, width, channels]);
}

/** Whether no window of a band is over x. */
function isPadding({ inputs }: Band): boolean {
  return inputs.begin === inputs.end;
}
