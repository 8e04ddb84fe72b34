// y, of float16 too, for engines with SIMD, plain or relaxed.

export { fusedChannels as fuse_channels } from '../fused-channels';
export { fusedTransposed as fuse_transposed } from '../fused-transposed';
export { narrowToHalves as narrow_to_halves, widenHalves as widen_halves } from '../halves';
export * from './gather';
