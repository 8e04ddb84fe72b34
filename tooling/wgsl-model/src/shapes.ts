// Involutions that programs are timed on, and that the model is held to: K = 7, G = C / 16.
import { type DataFormat, type InvolutionGeometry, kernelShapeFor, resolveGeometry } from '@involution/core';

/** Channels, height and width of x. */
export type MapShape = readonly [channels: number, height: number, width: number];

/** The stages of RedNet at 224×224, and two feature maps of detectors with it. */
export const MAP_SHAPES: readonly MapShape[] = [
  [64, 56, 56],
  [128, 28, 28],
  [256, 14, 14],
  [512, 7, 7],
  [256, 100, 152],
  [256, 200, 304],
];

/** The geometry of a shape at a batch size. */
export function geometryOf(
  [channels, height, width]: MapShape,
  batch: number,
  dataFormat: DataFormat,
): InvolutionGeometry {
  const sizes = [height, width];
  const xShape = dataFormat === 'channelsLast' ? [batch, ...sizes, channels] : [batch, channels, ...sizes];
  const options = { kernelSize: 7, groups: channels / 16, dataFormat };
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}
