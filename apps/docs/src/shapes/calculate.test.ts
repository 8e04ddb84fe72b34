import { expect, it } from 'vitest';
import { calculate, type Fields } from './calculate.ts';

const fields: Fields = {
  batch: 2,
  height: 57,
  width: 56,
  channels: 64,
  kernelSize: 7,
  groups: 4,
  strides: 2,
  dilations: 1,
  pad: 'same',
};

it('gives the shapes and what they cost', () => {
  const result = calculate(fields);
  expect(result).toMatchObject({ x: [2, 57, 56, 64], kernel: [2, 29, 28, 4 * 49], y: [2, 29, 28, 64] });
  const positions = 2 * 29 * 28;
  expect(result).toMatchObject({
    costs: {
      aggregation: { params: 0, multiplyAdds: positions * 64 * 49 },
      depthwise: { params: 64 * 49 + 64, multiplyAdds: positions * 64 * 49 },
      convolution: { params: 64 * 64 * 49 + 64, multiplyAdds: positions * 64 * 64 * 49 },
    },
  });
});

it.each([
  [{ groups: 3 }, 'groups'],
  [{ kernelSize: 0 }, 'kernelSize'],
  [{ pad: 'valid', kernelSize: 60 }, 'kernel'],
] as const)("says the library's own error for %o", (wrong, word) => {
  const result = calculate({ ...fields, ...wrong });
  expect(result).toHaveProperty('code');
  expect(result).toHaveProperty('error', expect.stringContaining(word));
});
