import { expect, it } from 'vitest';
import { inWords, shortened } from './words.ts';

it('writes shapes as far as they are known', () => {
  expect([inWords([1, undefined, 3]), inWords([]), inWords(undefined)]).toEqual(['[1, ?, 3]', '[]', '']);
});

it('keeps the end of a long name', () => {
  expect([shortened('/stem/Mul_1', 11), shortened('/stem/Mul_1', 6)]).toEqual(['/stem/Mul_1', '…Mul_1']);
});
