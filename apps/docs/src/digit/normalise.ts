// A drawing as MNIST has its digits, so that the networks see what they were trained on.
import { DIGIT_SIZE } from './samples.ts';

/** Ink from 0 to 1, row by row. */
export interface Drawing {
  readonly height: number;
  readonly width: number;
  readonly ink: Float32Array;
}

/** The longer side of what is drawn becomes this many pixels. */
const BOX = 20;

/**
 * Scales what is drawn to a box of 20×20, keeping its proportions, and puts its centre of mass into the centre of 28×28.
 *
 * @returns 28×28 bytes, or `undefined` when nothing is drawn.
 */
export function normalise(drawing: Drawing): Uint8Array | undefined {
  const box = boundsOf(drawing);
  if (box === undefined) return undefined;
  const scale = BOX / Math.max(box.height, box.width);
  const height = Math.max(1, Math.round(box.height * scale));
  const width = Math.max(1, Math.round(box.width * scale));
  const scaled = scaledTo({ height, width }, drawing, box);
  const centre = centreOfMass(scaled);
  // Whole pixels, as MNIST's own. What is far from its centre of mass may cross the border, where it is cut off.
  const [top, left] = [centre.row, centre.column].map((at) => Math.round(DIGIT_SIZE / 2 - at)) as [number, number];
  const digit = new Uint8Array(DIGIT_SIZE ** 2);
  for (const [k, ink] of scaled.ink.entries()) {
    const [row, column] = [Math.floor(k / width) + top, (k % width) + left];
    const isInside = Math.min(row, column) >= 0 && Math.max(row, column) < DIGIT_SIZE;
    if (isInside) digit[row * DIGIT_SIZE + column] = Math.round(255 * ink);
  }
  return digit;
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The smallest box around all ink. */
function boundsOf({ width, ink }: Drawing): Box | undefined {
  let [top, left, bottom, right] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
  for (const [k, value] of ink.entries()) {
    if (value === 0) continue;
    const [row, column] = [Math.floor(k / width), k % width];
    [top, left] = [Math.min(top, row), Math.min(left, column)];
    [bottom, right] = [Math.max(bottom, row), Math.max(right, column)];
  }
  return bottom < 0 ? undefined : { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** A box of a drawing in another size; each pixel is the mean of the area under it. */
function scaledTo(size: Pick<Drawing, 'height' | 'width'>, drawing: Drawing, box: Box): Drawing {
  const rows = sharesOf(size.height, box.top, box.height);
  const columns = sharesOf(size.width, box.left, box.width);
  const ink = Float32Array.from({ length: size.height * size.width }, (_, k) => {
    let sum = 0;
    for (const [row, inRow] of rows[Math.floor(k / size.width)]!) {
      for (const [column, inColumn] of columns[k % size.width]!) {
        sum += inRow * inColumn * drawing.ink[row * drawing.width + column]!;
      }
    }
    return sum;
  });
  return { ...size, ink };
}

/** Along an axis: which pixels lie under each of `count` new ones, and how much of it each of them makes up. */
function sharesOf(count: number, start: number, length: number): [index: number, share: number][][] {
  const step = length / count;
  return Array.from({ length: count }, (_, k) => {
    const [from, to] = [k * step, (k + 1) * step];
    const first = Math.floor(from);
    const last = Math.min(length, Math.ceil(to));
    return Array.from({ length: last - first }, (__, at) => {
      const covered = Math.min(to, first + at + 1) - Math.max(from, first + at);
      return [start + first + at, covered / step];
    });
  });
}

/** Counted from the upper left corner; a pixel's mass is in its middle. */
function centreOfMass({ width, ink }: Drawing): { row: number; column: number } {
  let [mass, row, column] = [0, 0, 0];
  for (const [k, value] of ink.entries()) {
    mass += value;
    row += value * (Math.floor(k / width) + 0.5);
    column += value * ((k % width) + 0.5);
  }
  return { row: row / mass, column: column / mass };
}
