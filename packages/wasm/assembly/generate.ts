// Kernels made of features where they are needed: κ[pixel, k] = bias[k] + Σ_r features[pixel, r] · weights[r, k]. As many
// pixels at a time as stay in a core's cache.
import { Generation, Loops, Tile } from './layout';
import { multiplyPanels } from './multiply-panels';

/**
 * Makes the kernels of some groups for a tile.
 *
 * @param features Of the tile's first pixel.
 * @param weights The groups' first, of the first feature.
 * @param bias The groups' first.
 */
export function generate(
  loops: Loops,
  generation: Generation,
  tile: Tile,
  features: usize,
  weights: usize,
  bias: usize,
): void {
  const panels = changetype<usize>(loops) + generation.panels;
  pack(generation, tile.pixels, features, panels);
  multiplyPanels(
    generation.pixelsTogether,
    tile.pixels,
    generation.weightCount,
    generation.featureCount,
    panels,
    weights,
    generation.spanStep,
    bias,
    changetype<usize>(loops) + generation.made + tile.weights,
  );
}

/** Brings the features of some pixels side by side, one feature after the other. */
function pack(generation: Generation, pixels: i32, features: usize, to: usize): void {
  const depth = generation.featureCount;
  const featureStep = generation.featureStep;
  const pixelStep = generation.pixelStep;
  const together = generation.pixelsTogether;
  for (let first = 0; first < pixels; first += together) {
    for (let i = 0; i < together; i++) {
      // The last pixel again where there are less: of what lay there before, processors may be slow to multiply.
      let from = features + min(first + i, pixels - 1) * pixelStep;
      let at = to + i * 4;
      for (let r = 0; r < depth; r++) {
        store<f32>(at, load<f32>(from));
        from += featureStep;
        at += together * 4;
      }
    }
    to += depth * together * 4;
  }
}
