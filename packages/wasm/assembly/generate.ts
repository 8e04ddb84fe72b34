// Kernels made of features where they are needed: κ[pixel, k] = bias[k] + Σ_r features[pixel, r] · weights[r, k]. As many
// pixels at a time as stay in a core's cache, and of these blocks of four pixels and eight weights, which are summed in registers.
import { Generation } from './layout';
import { multiplyAdd } from './multiply-add';

/**
 * Makes the kernels of some groups for so many pixels.
 *
 * @param features Of the first pixel, those of each pixel side by side.
 * @param weights The groups' first, of the first feature.
 * @param bias The groups' first.
 * @param kernel Where they go.
 */
export function generate(
  generation: Generation,
  pixels: i32,
  features: usize,
  weights: usize,
  bias: usize,
  kernel: usize,
): void {
  for (let p = 0; p < pixels; p += 4) {
    for (let k = 0; k < generation.weightCount; k += 8) {
      generateBlock(generation, p, pixels - 1, k, features, weights, bias, kernel);
    }
  }
}

/** Four pixels from p on, and eight weights from k on. The last of either may overlap what is done already, and make the same sums again. */
function generateBlock(
  generation: Generation,
  p: i32,
  last: i32,
  k: i32,
  features: usize,
  weights: usize,
  bias: usize,
  kernel: usize,
): void {
  const first = min(k, generation.weightCount - 4) * 4;
  const second = min(k + 4, generation.weightCount - 4) * 4;
  const p1 = min(p + 1, last);
  const p2 = min(p + 2, last);
  const p3 = min(p + 3, last);
  const featurePixel = generation.featureCount * 4;
  let feature0 = features + p * featurePixel;
  let feature1 = features + p1 * featurePixel;
  let feature2 = features + p2 * featurePixel;
  let feature3 = features + p3 * featurePixel;
  let a0 = v128.load(bias + first);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = v128.load(bias + second);
  let b1 = b0;
  let b2 = b0;
  let b3 = b0;
  const spanStep = generation.spanStep;
  weights += first;
  const ahead = second - first;
  for (let left = generation.featureCount; left > 0; left--) {
    const a = v128.load(weights);
    const b = v128.load(weights + ahead);
    let feature = v128.load32_splat(feature0);
    a0 = multiplyAdd(a0, feature, a);
    b0 = multiplyAdd(b0, feature, b);
    feature = v128.load32_splat(feature1);
    a1 = multiplyAdd(a1, feature, a);
    b1 = multiplyAdd(b1, feature, b);
    feature = v128.load32_splat(feature2);
    a2 = multiplyAdd(a2, feature, a);
    b2 = multiplyAdd(b2, feature, b);
    feature = v128.load32_splat(feature3);
    a3 = multiplyAdd(a3, feature, a);
    b3 = multiplyAdd(b3, feature, b);
    feature0 += 4;
    feature1 += 4;
    feature2 += 4;
    feature3 += 4;
    weights += spanStep;
  }
  const pixel = generation.weightCount * 4;
  store(kernel + p * pixel, first, a0, second, b0);
  store(kernel + p1 * pixel, first, a1, second, b1);
  store(kernel + p2 * pixel, first, a2, second, b2);
  store(kernel + p3 * pixel, first, a3, second, b3);
}

/** @inline */
function store(pixel: usize, first: i32, a: v128, second: i32, b: v128): void {
  v128.store(pixel + first, a);
  v128.store(pixel + second, b);
}
