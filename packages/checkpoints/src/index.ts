export { type ByteSource, sourceOf } from './byte-source.ts';
export type { Checkpoint, CheckpointFormat, CheckpointTensor } from './checkpoint.ts';
export type { LoadedNetwork } from './detect/loaded-network.ts';
export { detectNetwork } from './detect.ts';
export type { DType } from './dtype.ts';
export { openCheckpoint } from './open.ts';
