import type { ChannelGrouping, KernelOrder, TypedNdArray } from '@involution/core';

/** One involution that every runtime computes, with channels last; square, with as many zeros on every side. */
export interface Call {
  x: TypedNdArray<Float32Array>;
  kernel: TypedNdArray<Float32Array>;
  options: {
    kernelSize: number;
    pad: number;
    groups: number;
    /** Default: 1. */
    strides?: number;
    /** Default: 1. */
    dilations?: number;
    kernelOrder?: KernelOrder;
    channelGrouping?: ChannelGrouping;
  };
}

/** A trained network on images, which every runtime computes. */
export interface NetworkCall {
  /** What a framework saved: a `.pth` file, for instance. */
  checkpoint: Uint8Array<ArrayBuffer>;
  /** Gray, `[N, H, W]`. A network for colours gets the same in every channel. */
  images: TypedNdArray<Float32Array>;
}
