// Values at the ends of float32's range. Sums that may overflow in one order and not in another are no test, and where
// numbers are subnormal every product and sum is a multiple of the smallest one, so that nothing is rounded.
import { sizeOf } from '@involution/core';
import { type ConformanceCase, makeCase } from '../src/case.ts';
import type { ValuesEntry } from '../src/manifest.ts';
import { randomIntegers } from '../src/random.ts';
import type { SuiteWriter } from './writer.ts';

export function rangeTests(writer: SuiteWriter): ValuesEntry[] {
  const subnormals = [
    // Products of normal numbers that are subnormal.
    integersTimes('subnormal-products', { x: 2 ** -74, kernel: 2 ** -74, dy: 2 ** -74 }),
    // Operands that are subnormal, in the operations that read them. The other factor is at most 1.
    integersTimes('subnormal-x', { x: 2 ** -143, kernel: 2 ** -6, dy: 2 ** -6 }),
    integersTimes('subnormal-kernel', { x: 2 ** -6, kernel: 2 ** -143, dy: 2 ** -6 }),
    integersTimes('subnormal-dy', { x: 2 ** -6, kernel: 2 ** -6, dy: 2 ** -143 }),
  ];
  return [nearOverflow(), overflow(), ...subnormals].flatMap((c) => {
    const tests = writer.valuesTests(c);
    const subnormal = (['x', 'kernel', 'dy'] as const).find((operand) => c.name === `subnormal-${operand}`);
    const readers = { x: ['forward', 'gradKernel'], kernel: ['forward', 'gradInput'], dy: ['gradInput', 'gradKernel'] };
    return subnormal ? tests.filter(({ operation }) => readers[subnormal].includes(operation)) : tests;
  });
}

const SHAPE = [1, 6, 7, 8];
const OPTIONS = { kernelSize: 3, groups: 2 };

/** Products below 2¹²⁴, so that no partial sum of at most 9 of them overflows. */
function nearOverflow(): ConformanceCase {
  const c = makeCase('near-overflow', SHAPE, OPTIONS);
  for (const { data } of [c.x, c.kernel, c.dy]) for (const k of data.keys()) data[k]! *= 2 ** 62;
  return c;
}

/** Two elements of x, far apart, whose every product is past the range: in every order the sum is infinite. */
function overflow(): ConformanceCase {
  const c = makeCase('overflow', SHAPE, OPTIONS);
  c.x.data[0] = 2 ** 100;
  c.x.data[c.x.data.length - 1] = -(2 ** 100);
  for (const { data } of [c.kernel, c.dy]) for (const k of data.keys()) data[k] = (1 + Math.abs(data[k]!)) * 2 ** 99;
  return c;
}

/** A case of whole numbers below 64 but 0, each operand in its own unit. */
function integersTimes(name: string, units: { x: number; kernel: number; dy: number }): ConformanceCase {
  const c = makeCase(name, SHAPE, OPTIONS);
  const array = (operand: 'x' | 'kernel' | 'dy') => {
    const integer = randomIntegers(`${name} ${operand}`);
    const { shape } = c[operand];
    const data = Float32Array.from({ length: sizeOf(shape) }, () => {
      const sign = integer(0, 1) === 0 ? -1 : 1;
      return sign * integer(1, 63) * units[operand];
    });
    return { data, shape };
  };
  return { ...c, x: array('x'), kernel: array('kernel'), dy: array('dy') };
}
