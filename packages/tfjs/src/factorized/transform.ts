// Discrete Fourier transforms of rows from tfjs's own ops. Not by tfjs's `fft`: the wasm backend has no kernel for it, and on
// the GPU backends it is the plain sum over all n, with sines that the shader computes and whose error nothing bounds. Here
// a long transform is made of short ones (Cooley and Tukey, 1965), and a short one is a product with a matrix, which every
// backend has a kernel for. Sines and cosines are computed in float64 and rounded once.
import {
  add,
  matMul,
  mul,
  neg,
  type Rank,
  reshape,
  slice,
  stack,
  type Tensor,
  type Tensor3D,
  tensor,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

/** The longest transform that is one product. On wasm, one of 160 takes as long either way. */
const MAX_PRODUCT = 128;

/** To frequencies with the factors e^{−2πi·jk/n}; back to positions with e^{+2πi·jk/n} / n. */
export type Direction = 'frequencies' | 'positions';

/** The least length from `least` on that one product transforms, or that has 2, 3 and 5 alone as prime factors. */
export function transformLength(least: number): number {
  let length = least;
  while (length > MAX_PRODUCT && !hasSmallFactors(length)) length++;
  return length;
}

function hasSmallFactors(length: number): boolean {
  let rest = length;
  for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
  return rest === 1;
}

/** The lengths of the short transforms that one of a {@link transformLength} is made of, about as long as each other. */
export function radicesOf(length: number): number[] {
  if (length <= MAX_PRODUCT) return [length];
  let radix = Math.floor(Math.sqrt(length));
  while (length % radix !== 0) radix--;
  return [...radicesOf(radix), ...radicesOf(length / radix)];
}

/**
 * Transforms every row.
 *
 * @param rows Complex numbers: real parts, then imaginary parts, `[rows, 2, n]`; n is a {@link transformLength}.
 * @returns `[rows, 2, n]`
 */
export function transformRows(rows: Tensor3D, to: Direction): Tensor3D {
  return tidy(() => transformBy(radicesOf(rows.shape[2]), rows, to));
}

/** One transform of each row by matrix: the value at position `positions[j]` is the row's j-th, all others are zero. */
export function transformSparseRows(rows: Tensor3D, positions: readonly number[], length: number): Tensor3D {
  return product(rows, positions, length, 'frequencies');
}

/** A position is j·m + q and a frequency k + r·l, where r is the first radix and m the product of the others. */
function transformBy([radix, ...others]: readonly number[], rows: Tensor3D, to: Direction): Tensor3D {
  const [count, , length] = rows.shape;
  if (others.length === 0) return product(rows, range(length), length, to);
  const r = radix!;
  const m = length / r;
  const overJ = transpose(reshape<Rank.R4>(rows, [count, 2, r, m]), [0, 3, 1, 2]);
  const short = turned(transformBy([r], reshape(overJ, [count * m, 2, r]), to), m, to);
  const overQ = transpose(reshape<Rank.R4>(short, [count, m, 2, r]), [0, 3, 2, 1]);
  const long = transformBy(others, reshape(overQ, [count * r, 2, m]), to);
  return reshape(transpose(reshape<Rank.R4>(long, [count, r, 2, m]), [0, 2, 3, 1]), [count, 2, length]);
}

/** Row q of every m rows times e^{∓2πi·qk/n}. */
function turned(rows: Tensor3D, m: number, to: Direction): Tensor {
  const [count, , r] = rows.shape;
  const { cosines, sines } = turnsOf(m * r, to);
  const ofRows = (values: Float64Array) => range(m).map((q) => range(r).map((k) => values[q * k]!));
  const part = (index: number) => reshape(slice(rows, [0, index, 0], [count, 1, r]), [-1, m, 1, r]);
  const [cosine, sine] = [tensor(ofRows(cosines)), tensor(ofRows(sines))];
  return add(mul(part(0), stack([cosine, sine], 1)), mul(part(1), stack([neg(sine), cosine], 1)));
}

/** A transform as one product of matrices of real numbers. */
function product(rows: Tensor3D, positions: readonly number[], length: number, to: Direction): Tensor3D {
  const { cosines, sines } = turnsOf(length, to);
  const size = positions.length;
  const scale = to === 'positions' ? 1 / length : 1;
  const matrix = new Float32Array(4 * size * length);
  const put = (row: number, column: number, value: number) => {
    matrix[row * 2 * length + column] = value * scale;
  };
  positions.forEach((position, j) => {
    for (let k = 0; k < length; k++) {
      const turn = (position * k) % length;
      put(j, k, cosines[turn]!);
      put(j, length + k, sines[turn]!);
      put(size + j, k, -sines[turn]!);
      put(size + j, length + k, cosines[turn]!);
    }
  });
  const values = tensor(matrix, [2 * size, 2 * length]);
  return reshape(matMul(reshape(rows, [-1, 2 * size]), values), [-1, 2, length]);
}

/** e^{∓2πi·k/n} for each k. */
function turnsOf(length: number, to: Direction): { cosines: Float64Array; sines: Float64Array } {
  const angles = Float64Array.from({ length }, (_, k) => ((to === 'positions' ? 2 : -2) * Math.PI * k) / length);
  return { cosines: angles.map(Math.cos), sines: angles.map(Math.sin) };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, k) => k);
}
