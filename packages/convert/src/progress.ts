import { sizeOf } from '@involution/core';
import type { Parameters } from '@involution/core/networks';
import type { ConvertOptions, Target } from './convert-options.ts';

/**
 * The same parameters, which say how far the conversion is when one is read.
 *
 * @param round Which of the targets this is, from 0.
 * @param rounds How many targets there are: each reads all parameters.
 */
export function countingReads(
  parameters: Parameters,
  target: Target,
  round: number,
  rounds: number,
  onProgress: ConvertOptions['onProgress'],
): Parameters {
  const perRound = [...parameters.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  let done = round * perRound;
  const counting = [...parameters].map(([name, parameter]) => {
    const read = async () => {
      const values = await parameter.read();
      done += values.length;
      onProgress?.({ target, done, total: rounds * perRound });
      return values;
    };
    return [name, { shape: parameter.shape, read }] as const;
  });
  return new Map(counting);
}
