import { unexpected } from '@involution/core';

/** All targets. */
export const TARGETS = ['onnx', 'tfjs'] as const;

/** What a checkpoint can become. */
export type Target = (typeof TARGETS)[number];

/** How far a conversion is. */
export interface Progress {
  /** What is being made. */
  target: Target;
  /** Parameters read so far, over all targets. */
  done: number;
  /** Parameters to read in all. */
  total: number;
}

/** What to convert a checkpoint to, and where to put it. */
export interface ConvertOptions {
  /** One of them, or both. */
  to: readonly Target[];
  /**
   * Takes a file of the result. The next one is made when this one is done.
   *
   * @param path With `/` between folders.
   */
  write(path: string, bytes: Uint8Array): void | Promise<void>;
  /** H = W of the image. Default: any for RedNet, which is shown 224 × 224 pixels; that of the example for Keras's. */
  imageSize?: number;
  /** The depth that RedNet must have. Default: any. */
  depth?: number;
  /** Stores weights in half precision. Default: false. */
  half?: boolean;
  /** A name for each class. Default: `LABEL_0`, `LABEL_1`, … */
  labels?: readonly string[];
  /** Called as parameters are read. */
  onProgress?(progress: Progress): void;
}

/** What was converted. */
export interface ConvertReport {
  /** In words, `'RedNet-50'` for instance. */
  network: string;
  /** How many numbers were trained. */
  parameters: number;
  /** 0 for a network without a head, which gives its features. */
  classes: number;
  /** The checkpoint's names of the tensors that the network has. */
  used: readonly string[];
  /** Its other names. */
  unused: readonly string[];
  /** What was written, in that order. */
  files: readonly { path: string; size: number }[];
}

/** Demands that options are such as {@link ConvertOptions} says. */
export function checkOptions({ to, write, imageSize, depth, half, labels }: ConvertOptions): void {
  if (!(Array.isArray(to) && to.length > 0 && to.every((target) => TARGETS.includes(target)))) {
    throw unexpected('INVALID_OPTIONS', 'to', to, `a list of ${TARGETS.join(' and ')}, or of one of them`);
  }
  if (typeof write !== 'function') throw unexpected('INVALID_OPTIONS', 'write', write, 'a function');
  for (const [name, size] of Object.entries({ imageSize, depth })) {
    if (size === undefined || (Number.isInteger(size) && size > 0)) continue;
    throw unexpected('INVALID_OPTIONS', name, size, 'a positive integer');
  }
  if (half !== undefined && typeof half !== 'boolean') throw unexpected('INVALID_OPTIONS', 'half', half, 'a boolean');
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((label) => typeof label === 'string'))) {
    throw unexpected('INVALID_OPTIONS', 'labels', labels, 'a list of strings');
  }
}
