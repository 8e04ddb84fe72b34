// y, or dx, of a fused involution where the channels of a group lie side by side (channels last, blocked): kernels are made for
// a few rows and groups, and then used by the loops of gather-channels.ts. A row of y needs those of one row, and a row of dx
// those of all rows of y that it reaches, so that each is made once and kept in a ring for as long as it is needed.
import { gatherRow } from './gather-channels';
import { generate } from './generate';
import { FusedLoops, Generation } from './layout';
import { tileAfter, tilesOf } from './tables';

/** For groups of at least four channels, and kernels of at least four taps. */
export function fusedChannels(
  loops: FusedLoops,
  source: usize,
  features: usize,
  weights: usize,
  bias: usize,
  target: usize,
): void {
  const generation = changetype<Generation>(changetype<usize>(loops) + loops.generation);
  const kernel = changetype<usize>(loops) + generation.made;
  const together = generation.groupsTogether;
  for (let n = 0; n < loops.batchSize; n++) {
    for (let g = 0; g < loops.groups; g += together) {
      const from = source + g * loops.sourceGroup;
      const columns = g * loops.kernelGroup;
      let to = target + g * loops.targetGroup;
      let tile = tilesOf(loops, generation);
      for (let y = 0; y < loops.targetHeight; y++) {
        for (; tile.before === y; tile = tileAfter(tile)) {
          generate(loops, generation, tile, features + tile.features, weights + columns, bias + columns);
        }
        gatherRow(loops, y, together, from, kernel, to);
        to += loops.targetRow;
      }
    }
    source += loops.sourceBatch;
    features += generation.featureBatch;
    target += loops.targetBatch;
  }
}
