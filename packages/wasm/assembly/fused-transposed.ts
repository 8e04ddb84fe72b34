// y of a fused involution where neighbouring columns lie side by side (channels first): as in gather-transposed.ts, with
// kernels of a few rows made before they are used.
import { gatherRow } from './gather-channels';
import { transpose } from './gather-transposed';
import { generate } from './generate';
import { FusedTransposedLoops, Generation } from './layout';
import { bandAt, tileAfter, tilesOf } from './tables';

/** For groups of at least four channels, rows of at least four columns, and kernels of at least four taps. */
export function fusedTransposed(
  loops: FusedTransposedLoops,
  source: usize,
  features: usize,
  weights: usize,
  bias: usize,
  target: usize,
): void {
  const generation = changetype<Generation>(changetype<usize>(loops) + loops.generation);
  const together = generation.groupsTogether;
  const channels = together * loops.channelsPerGroup;
  for (let n = 0; n < loops.batchSize; n++) {
    let from = source;
    let to = target;
    for (let g = 0; g < loops.groups; g += together) {
      const columns = g * loops.kernelGroup;
      fusedGroups(loops, generation, channels, from, features, weights + columns, bias + columns, to);
      from += loops.sourceGroups;
      to += loops.targetGroups;
    }
    source += loops.sourceBatch;
    features += generation.featureBatch;
    target += loops.targetBatch;
  }
}

function fusedGroups(
  loops: FusedTransposedLoops,
  generation: Generation,
  channels: i32,
  source: usize,
  features: usize,
  weights: usize,
  bias: usize,
  target: usize,
): void {
  const kernel = changetype<usize>(loops) + generation.made;
  const sourceCopy = changetype<usize>(loops) + loops.copy;
  const targetCopy = changetype<usize>(loops) + loops.targetCopy;
  const pixel = channels * 4;
  const width = loops.targetWidth;
  let tile = tilesOf(loops, generation);
  let y = 0;
  for (let index = 0; y < loops.targetHeight; index++) {
    const band = bandAt(loops, index);
    const pixels = band.rowCount * loops.sourceWidth;
    transpose(source + band.source, loops.sourceChannel, 4, sourceCopy, 4, pixel, channels, pixels);
    for (let end = y + band.targets; y < end; y++) {
      if (tile.before === y) {
        generate(loops, generation, tile, features + tile.features, weights, bias);
        tile = tileAfter(tile);
      }
      gatherRow(loops, y, generation.groupsTogether, sourceCopy, kernel, targetCopy);
      transpose(targetCopy, 4, pixel, target, loops.targetChannel, 4, channels, width);
      target += loops.targetRow;
    }
  }
}
