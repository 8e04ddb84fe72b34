/** One involution to time: batch 1, stride 1, same padding. */
export interface Shape {
  name: string;
  channels: number;
  size: number;
  kernelSize: number;
  groups: number;
}

const shape = (channels: number, size: number, kernelSize: number): Shape => ({
  name: `${channels}×${size}×${size}, K = ${kernelSize}`,
  channels,
  size,
  kernelSize,
  groups: channels / 16,
});

/** The layers of RedNet that the bars are set on; the bars are geometric means over these. */
export const SHAPES: readonly Shape[] = [shape(64, 28, 7), shape(64, 56, 7), shape(256, 14, 7), shape(128, 28, 3)];
