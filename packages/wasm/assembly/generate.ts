// Kernels made of features where they are needed: κ[pixel, k] = bias[k] + Σ_r features[pixel, r] · weights[r, k]. As many
// pixels at a time as stay in a core's cache.
import { Generation, Tile } from './layout';
import { multiply } from './multiply';

/**
 * Makes the kernels of some groups for a tile.
 *
 * @param features Of the tile's first pixel, those of each pixel side by side.
 * @param weights The groups' first, of the first feature.
 * @param bias The groups' first.
 * @param kernel Where they go: those of the first tile.
 */
export function generate(
  generation: Generation,
  tile: Tile,
  features: usize,
  weights: usize,
  bias: usize,
  kernel: usize,
): void {
  const depth = generation.featureCount;
  const columns = generation.weightCount;
  const row = columns * 4;
  const to = kernel + tile.weights;
  multiply(tile.pixels, columns, depth, features, depth * 4, 4, weights, generation.spanStep, bias, 0, to, row);
}
