// The checks of results: that each element is within its bound, and that the same call gives the same bits.
import type { Operation } from '@involution/core';
import type { ConformanceAdapter } from './adapter.ts';
import { type ConformanceCase, expectedOf, inFloat16, inputsFor } from './case.ts';
import { type Expected, isWithinBound, judge, largestOf } from './judge.ts';
import { unsupportedReason } from './supported.ts';
import { failed, functionFor, notSupported, type Outcome, passed } from './test-definition.ts';

/** Runs an operation of a case and judges every element of the result. */
export async function checkValues(
  adapter: ConformanceAdapter,
  c: ConformanceCase,
  operation: Operation,
  expected: Expected,
): Promise<Outcome> {
  const reason = unsupportedReason(adapter, { operation, options: c.options, xShape: c.x.shape });
  if (reason) return notSupported(reason);
  const { dataFormat, storage } = adapter.capabilities;
  const largest = largestOf(adapter);
  if ([c.x, c.kernel, c.dy].some(({ data }) => data.some(isBeyond(largest)))) {
    return notSupported(`${adapter.name} has no numbers past ${largest}.`);
  }
  const stored = storage === 'float16' ? inFloat16(c) : c;
  const exactly = stored === c ? expected : expectedOf(stored, operation);
  const run = functionFor(adapter, operation)!;
  const worst = judge(await run(inputsFor(stored, dataFormat)), exactly, adapter);
  if (isWithinBound(worst)) return passed(worst);
  const { normalizedError, position, actual, expected: exact, bound } = worst;
  return failed(
    `[${position.join(', ')}] is ${actual}, exactly ${exact}: ${normalizedError.toPrecision(3)} of the bound ${bound}`,
    worst,
  );
}

function isBeyond(largest: number): (value: number) => boolean {
  return (value) => Number.isFinite(value) && Math.abs(value) > largest;
}

/** Runs an operation of a case twice and compares the bits. */
export async function checkSameBits(
  adapter: ConformanceAdapter,
  c: ConformanceCase,
  operation: Operation,
): Promise<Outcome> {
  const reason = unsupportedReason(adapter, { operation, options: c.options, xShape: c.x.shape });
  if (reason) return notSupported(reason);
  const run = functionFor(adapter, operation)!;
  const result = async () => Array.from((await run(inputsFor(c, adapter.capabilities.dataFormat))).data);
  const first = await result();
  const second = await result();
  const at = first.findIndex((value, k) => !Object.is(value, second[k]));
  if (at < 0 && first.length === second.length && first.length > 0) return passed();
  return failed(`element ${at} is ${first[at]} the first time and ${second[at]} the second`);
}
