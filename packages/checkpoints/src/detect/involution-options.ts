import type { RedNetOptions } from '@involution/core/networks';
import { invalid } from '../invalid.ts';

/** What the shapes of an involution's parameters say. */
export interface InvolutionShapes {
  /** Of the second convolution's weight in the file, for messages. */
  readonly name: string;
  readonly channels: number;
  /** C/r. */
  readonly hidden: number;
  /** G·K². */
  readonly span: number;
}

/** The published ones, which are tried first: other pairs of G and K can have the same product G·K². */
const CHANNELS_PER_GROUP = 16;
const REDUCTION = 4;
const MAX_CANDIDATE = 1024;

/**
 * K, C/G and r out of the shapes of the stem's involution and of one of each stage, whose channels differ: the one pair of
 * K and C/G that suits them all.
 *
 * @throws InvolutionError `INVALID_CHECKPOINT` if none does.
 */
export function involutionOptions(
  stem: InvolutionShapes,
  stages: readonly InvolutionShapes[],
): Required<Pick<RedNetOptions, 'stemKernelSize' | 'kernelSize' | 'channelsPerGroup' | 'reduction'>> {
  const all = [stem, ...stages];
  const widest = Math.max(...all.map(({ channels }) => channels));
  for (const channelsPerGroup of candidates(CHANNELS_PER_GROUP, widest)) {
    const stemKernelSize = kernelSizeOf(stem, channelsPerGroup);
    const kernelSizes = stages.map((shapes) => kernelSizeOf(shapes, channelsPerGroup));
    const kernelSize = kernelSizes[0];
    if (stemKernelSize === undefined || kernelSize === undefined) continue;
    if (kernelSizes.some((size) => size !== kernelSize)) continue;
    return { stemKernelSize, kernelSize, channelsPerGroup, reduction: reductionOf(all, widest) };
  }
  const spans = all.map(({ channels, span }) => `${span} for ${channels} channels`).join(', ');
  throw invalid(
    stem.name,
    `No odd K and no number of groups give the involutions as many weights as they have: ${spans}.`,
  );
}

/** K, if it is a whole odd number. */
function kernelSizeOf({ channels, span }: InvolutionShapes, channelsPerGroup: number): number | undefined {
  const groups = Math.max(1, channels / channelsPerGroup);
  const kernelSize = Math.sqrt(span / groups);
  return Number.isInteger(groups) && kernelSize % 2 === 1 ? kernelSize : undefined;
}

function reductionOf(all: readonly InvolutionShapes[], widest: number): number {
  const suits = (reduction: number) =>
    all.every(({ channels, hidden }) => Math.max(1, Math.floor(channels / reduction)) === hidden);
  const reduction = candidates(REDUCTION, widest).find(suits);
  if (reduction !== undefined) return reduction;
  const [{ name, channels, hidden }] = all as [InvolutionShapes];
  throw invalid(
    name,
    `No reduction gives the involutions as many features as they have, as ${hidden} of ${channels} channels.`,
  );
}

/** The usual number, then all others up to `highest`. */
function candidates(usual: number, highest: number): number[] {
  return [
    usual,
    ...Array.from({ length: Math.min(highest, MAX_CANDIDATE) }, (_, k) => k + 1).filter((value) => value !== usual),
  ];
}
