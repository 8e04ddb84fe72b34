// What a bundler keeps together: the texts of modules and the layouts of their kernels.
import { ALL, FORWARD, SCALAR } from './binaries.ts';
import { columnLayout } from './columns.ts';
import type { Direction } from './direction.ts';
import { fusedChannelsLayout, fusedCorrelateLayout, fusedTransposedLayout } from './fused-layouts.ts';
import type { FusedLayouts } from './fused-plan.ts';
import { groupLayout } from './groups.ts';
import type { Loops } from './layout.ts';
import type { Modules } from './load.ts';
import { loopsOf } from './loops.ts';
import type { Layouts } from './plan.ts';
import { type Layout, layOut } from './structure.ts';
import { transposedLayout } from './transposed.ts';

/** Kernels, and what it takes to call them. */
export interface Kit {
  readonly modules: Modules;
  readonly layouts: Layouts;
  readonly fusedLayouts: FusedLayouts;
}

/** All operations. */
export const OF_ALL: Kit = {
  modules: { simd: ALL, scalar: SCALAR },
  layouts: {
    channels: plainLayout,
    scalar: plainLayout,
    transposed: transposedLayout,
    groups: groupLayout,
    columns: columnLayout,
  },
  fusedLayouts: {
    channels: fusedChannelsLayout,
    transposed: fusedTransposedLayout,
    correlate: fusedCorrelateLayout,
  },
};

/** y with channels first, of float16 too, which a bundler keeps without the others. */
export const OF_FORWARD: Kit = {
  modules: { simd: FORWARD },
  layouts: { transposed: transposedLayout, columns: columnLayout },
  fusedLayouts: { transposed: fusedTransposedLayout },
};

function plainLayout(direction: Direction): Layout {
  return layOut<Loops>(loopsOf(direction));
}
