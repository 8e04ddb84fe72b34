import split from '../split.json' with { type: 'json' };

/** How many classes, and H = W of the images as they are and with zeros around them. */
export const { classes: CLASSES, size: SIZE, paddedSize: PADDED_SIZE } = split;

/** Images `[N, 28, 28]` from 0 to 1 in one array, and a label from 0 to 9 of each. */
export interface DigitSet {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** What networks are trained and tested with. */
export interface Digits {
  readonly train: DigitSet;
  readonly test: DigitSet;
}

/** Splits the digits as `README.md` says. `classes` has the pixels of each class, in the order of the package's files. */
export function digitsOf(classes: readonly (readonly number[])[]): Digits {
  const pixels = SIZE ** 2;
  const all = classes.flatMap((data, label) =>
    Array.from({ length: data.length / pixels }, (_, k) => ({
      label,
      image: data.slice(k * pixels, (k + 1) * pixels),
    })),
  );
  const isTest = (index: number) => index % split.testEvery === split.testEvery - 1;
  return {
    train: setOf(all.filter((_, index) => !isTest(index))),
    test: setOf(all.filter((_, index) => isTest(index))),
  };
}

function setOf(digits: readonly { label: number; image: readonly number[] }[]): DigitSet {
  const images = new Float32Array(digits.length * SIZE ** 2);
  for (const [k, { image }] of digits.entries()) images.set(image, k * SIZE ** 2);
  return { images, labels: Uint8Array.from(digits, ({ label }) => label) };
}

/** The images `[N, 28, 28]` with two rows and columns of zeros on every side: `[N, 32, 32]`. */
export function padded(images: Float32Array): Float32Array {
  const count = images.length / SIZE ** 2;
  const border = (PADDED_SIZE - SIZE) / 2;
  const result = new Float32Array(count * PADDED_SIZE ** 2);
  for (let row = 0; row < count * SIZE; row++) {
    const image = Math.floor(row / SIZE);
    const offset = (image * PADDED_SIZE + (row % SIZE) + border) * PADDED_SIZE + border;
    result.set(images.subarray(row * SIZE, (row + 1) * SIZE), offset);
  }
  return result;
}

/** The class of the largest logit in each row of `[N, 10]`. */
export function predictionsOf(logits: Float32Array): Uint8Array {
  return Uint8Array.from({ length: logits.length / CLASSES }, (_, k) => {
    const row = logits.subarray(k * CLASSES, (k + 1) * CLASSES);
    return row.indexOf(Math.max(...row));
  });
}
