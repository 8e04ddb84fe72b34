// The gradients for what the kernels of a fused involution are generated from, where the channels of a group lie side by side
// (channels last, blocked). Those of the kernels, dκ, are made for a few rows and groups by the loops of
// correlate-channels.ts, and added up while they are in a core's cache.
import { correlateRow } from './correlate-channels';
import { transpose } from './gather-transposed';
import { FusedCorrelateLoops, Generation } from './layout';
import { multiply } from './multiply';
import { tileAfter, tilesOf } from './tables';

/** For groups of at least four channels, kernels of at least four taps, and a multiple of four features. */
export function fusedCorrelate(
  loops: FusedCorrelateLoops,
  target: usize,
  source: usize,
  features: usize,
  weights: usize,
  featureSums: usize,
  weightSums: usize,
  biasSums: usize,
): void {
  const start = changetype<usize>(loops);
  const generation = changetype<Generation>(start + loops.generation);
  const sums = start + loops.sums;
  const turned = start + loops.turned;
  const sumBytes = loops.sumBytes;
  const depth = generation.featureCount;
  const weightCount = generation.weightCount;
  const sumsOfBias = sums + depth * sumBytes;
  memory.fill(featureSums, 0, loops.batchSize * generation.featureBatch);
  for (let g = 0; g < loops.groups; g += generation.groupsTogether) {
    const columns = g * loops.kernelGroup;
    transpose(weights + columns, generation.spanStep, 4, turned, 4, depth * 4, depth, weightCount);
    memory.fill(sums, 0, (depth + 1) * sumBytes);
    for (let n = 0; n < loops.batchSize; n++) {
      correlateGroups(
        loops,
        generation,
        target + n * loops.targetBatch + g * loops.targetGroup,
        source + n * loops.sourceBatch + g * loops.sourceGroup,
        features + n * generation.featureBatch,
        featureSums + n * generation.featureBatch,
      );
    }
    for (let r = 0; r < depth; r++) {
      memory.copy(weightSums + columns + r * generation.spanStep, sums + r * sumBytes, weightCount * 4);
    }
    memory.copy(biasSums + columns, sumsOfBias, weightCount * 4);
  }
}

/** All rows of some groups of a batch entry. */
function correlateGroups(
  loops: FusedCorrelateLoops,
  generation: Generation,
  target: usize,
  source: usize,
  features: usize,
  featureSums: usize,
): void {
  const start = changetype<usize>(loops);
  const sums = start + loops.sums;
  const turned = start + loops.turned;
  const kernel = start + generation.made;
  const row = loops.sumBytes;
  const depth = generation.featureCount;
  const pixel = depth * 4;
  let tile = tilesOf(loops, generation);
  for (let y = 0; y < loops.targetHeight; tile = tileAfter(tile)) {
    const pixels = tile.pixels;
    // Taps outside get no sum.
    memory.fill(kernel, 0, pixels * row);
    for (let left = pixels; left > 0; left -= loops.targetWidth) {
      correlateRow(loops, y++, generation.groupsTogether, target, source, kernel);
      target += loops.targetRow;
    }
    const z = features + tile.features;
    const dz = featureSums + tile.features;
    multiply(pixels, depth, generation.weightCount, kernel, row, 4, turned, pixel, dz, pixel, dz, pixel);
    multiply(depth, row / 4, pixels, z, 4, pixel, kernel, row, sums, row, sums, row);
    addRows(pixels, kernel, sums + depth * row, row);
  }
}

/** Adds rows, a multiple of four numbers each, to a sum of them. */
function addRows(count: i32, rows: usize, sum: usize, bytes: i32): void {
  for (let k = 0; k < bytes; k += 16) {
    let total = v128.load(sum + k);
    for (let i = 0; i < count; i++) total = v128.add<f32>(total, v128.load(rows + i * bytes + k));
    v128.store(sum + k, total);
  }
}
