// y with channels first, of float16 too, and what is around it in networks, for engines with SIMD, plain or relaxed.
export { convolve } from '../convolve';
export { finish } from '../finish';
export { fusedTransposed as fuse_transposed } from '../fused-transposed';
export { gatherColumns as gather_columns } from '../gather-columns';
export { gatherTransposed as gather_transposed } from '../gather-transposed';
export { narrowToHalves as narrow_to_halves, widenHalves as widen_halves } from '../halves';
export { pad } from '../pad';
export { pool } from '../pool';
