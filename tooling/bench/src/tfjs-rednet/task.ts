import type { Medians } from '../contest.ts';

/** H = W of the image. */
export const SIZE = 224;

export const RUNTIMES = ['tfjs', 'onnxruntime-web'] as const;
export type Runtime = (typeof RUNTIMES)[number];

/** RedNet-50 with our kernels, the same on what the runtime has without these packages, and ResNet-50, whose place it takes. */
export const CONTENDERS = ['rednet50', 'unmodified', 'resnet50'] as const;
export type Contender = (typeof CONTENDERS)[number];

/** A contender that can run, fed with the image. */
export interface Opened {
  /** One run; resolves to the logits when all its work is finished. */
  run(): Promise<Float32Array>;
  /** The most bytes in tensors during a run, weights included, where the runtime counts them. */
  peakBytes?(): Promise<number>;
}

export const NETWORKS = ['rednet50', 'resnet50'] as const;
export type ComparedNetwork = (typeof NETWORKS)[number];

/** The network that a contender runs. */
export function networkOf(contender: Contender): ComparedNetwork {
  return contender === 'resnet50' ? 'resnet50' : 'rednet50';
}

/** What the processes are asked; `folder` is where `writeModels` has written to. */
export type Task = { readonly folder: string } & (
  | { readonly kind: 'time' }
  | { readonly kind: 'create'; readonly runtime: Runtime; readonly contender: Contender }
);

/** The answer to `time`. */
export interface Timed {
  readonly versions: Readonly<Record<Runtime, string>>;
  readonly medians: Readonly<Record<Runtime, Medians>>;
  /** How far the logits of all of a network's contenders are apart at most, and the largest logit. */
  readonly logits: Readonly<Record<ComparedNetwork, { readonly difference: number; readonly largest: number }>>;
  readonly kernels: readonly KernelTime[];
}

/** What a run of one network in tfjs spends in kernels of one name. */
export interface KernelTime {
  readonly network: ComparedNetwork;
  readonly kernel: string;
  readonly calls: number;
  readonly milliseconds: number;
  /** Of the time in all kernels. */
  readonly share: number;
}

/** The answer to `create`. */
export interface Created {
  /** From the model's bytes to something that can run. */
  readonly createMs: number;
  /** The most memory that the process had after creation and one run. */
  readonly peakMiB: number;
  /** The most that the runtime had in tensors, where it counts them. */
  readonly tensorsMiB?: number;
}
