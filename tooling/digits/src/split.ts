import split from '../split.json' with { type: 'json' };

/** How many classes, and H = W of the images. */
export const { classes: CLASSES, paddedSize: SIZE } = split;

/** H = W without the zeros around an image. */
const INNER_SIZE = split.size;

/** Images `[N, 32, 32]` from 0 to 1 in one array, and a label from 0 to 9 of each. */
export interface DigitSet {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** What networks are trained and tested with. */
export interface Digits {
  readonly train: DigitSet;
  readonly test: DigitSet;
}

/**
 * Splits the digits as `README.md` says, and puts two rows and columns of zeros on every side of them.
 *
 * @param classes The pixels of each class, 28×28 an image, in the order of the package's files.
 */
export function digitsOf(classes: readonly (readonly number[])[]): Digits {
  const pixels = INNER_SIZE ** 2;
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
  const border = (SIZE - INNER_SIZE) / 2;
  for (const [k, { image }] of digits.entries()) {
    for (let row = 0; row < INNER_SIZE; row++) {
      const values = image.slice(row * INNER_SIZE, (row + 1) * INNER_SIZE);
      images.set(values, (k * SIZE + border + row) * SIZE + border);
    }
  }
  return { images, labels: Uint8Array.from(digits, ({ label }) => label) };
}

/** The class of the largest logit in each row of `[N, 10]`. */
export function predictionsOf(logits: Float32Array): Uint8Array {
  return Uint8Array.from({ length: logits.length / CLASSES }, (_, k) => {
    const row = logits.subarray(k * CLASSES, (k + 1) * CLASSES);
    return row.indexOf(Math.max(...row));
  });
}
