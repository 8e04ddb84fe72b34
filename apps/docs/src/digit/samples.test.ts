import { digits, predictionsOf, trainedLogits } from '@involution/digits';
import { expect, it } from 'vitest';
import loader from './samples.data.ts';
import { imagesOf, logitsOf, NETWORKS } from './samples.ts';

const samples = loader.load();
const { images, labels } = digits().test;

it('has two digits of each class, all right by both frameworks', () => {
  expect(samples.labels).toEqual(Array.from({ length: 20 }, (_, k) => Math.floor(k / 2)));
  for (const name of NETWORKS) {
    expect([...predictionsOf(logitsOf(samples.expected[name]))]).toEqual(samples.labels);
  }
});

it('gives the images and logits of the test digits to the bit', () => {
  const { data, shape } = imagesOf(samples);
  expect(shape).toEqual([20, 32, 32]);
  for (let k = 0; k < 20; k++) {
    const index = Math.floor(((k + 0.5) * labels.length) / 20);
    expect(labels[index]).toBe(samples.labels[k]);
    expect(data.slice(k * 1024, (k + 1) * 1024)).toEqual(images.slice(index * 1024, (index + 1) * 1024));
    for (const name of NETWORKS) {
      const row = logitsOf(samples.expected[name]).slice(k * 10, (k + 1) * 10);
      expect(row).toEqual(trainedLogits(name).slice(index * 10, (index + 1) * 10));
    }
  }
});
