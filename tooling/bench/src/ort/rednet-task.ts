import type { Medians } from '../contest.ts';

/**
 * Who runs the net: onnxruntime alone, with our provider, with our provider the model that `involution-convert` makes from
 * the checkpoint, or onnxruntime with one product for each aggregation; and onnxruntime alone on ResNet-50, whose place
 * RedNet-50 takes.
 */
export const CONTENDERS = ['unmodified', 'ours', 'checkpoint', 'floor', 'resnet50'] as const;
export type Contender = (typeof CONTENDERS)[number];

/** PyTorch's exporters: TorchScript's and torch.export's. */
export const EXPORTERS = ['ts', 'dynamo'] as const;
export type Exporter = (typeof EXPORTERS)[number];

export interface Setting {
  /** Where `generate_onnx.py --rednet50` has written to. */
  folder: string;
  exporter: Exporter;
  threads: number;
}

export type Task = Setting & ({ kind: 'time' } | { kind: 'create'; contender: Contender });

export interface Times {
  medians: Medians;
  /** Of the logits from PyTorch's, and the largest logit. */
  difference: number;
  largest: number;
}

export interface Creation {
  /** Of `InferenceSession.create` from bytes. */
  createMs: number;
  /** The most memory that the process had after creation and one run. */
  peakMiB: number;
}

/** What `generate_onnx.py --rednet50` has written, by name. */
export const CHECKPOINT = 'rednet50.pth';
export const INPUT = 'input.f32';
export const LOGITS = 'rednet50-logits.f32';
/** What `involution-convert` makes of the checkpoint. */
export const CHECKPOINT_MODEL = 'rednet50-checkpoint.onnx';
export function modelOf(exporter: Exporter, contender: Contender): string {
  if (contender === 'checkpoint') return CHECKPOINT_MODEL;
  if (contender === 'resnet50') return `resnet50-${exporter}-static.onnx`;
  return `rednet50${contender === 'floor' ? '-floor' : ''}-${exporter}-static.onnx`;
}
