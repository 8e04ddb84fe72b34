// The heart of the golden, generated, non-finite and custom suites: run one operation of one case and judge it.
import { OPERATION_NAMES, type Operation, termsOf } from '@involution/core';
import type { Capabilities, ConformanceAdapter } from './adapter.ts';
import { type ConformanceCase, expectedOf, geometryOf, inputsFor } from './case.ts';
import { type Expected, isWithinBound, judge } from './judge.ts';
import {
  type ConformanceTest,
  failed,
  functionFor,
  notSupported,
  passed,
  type SuiteName,
  type Verdict,
} from './test-definition.ts';

/** Replaces the reference's value where others' code has computed it; the bound still needs the reference's Σ|terms|. */
export type GoldenValues = Partial<Record<Operation, ArrayLike<number>>>;

/** One test for each operation of a case. `golden`: compare with these values, and only with them. */
export function comparisonTests(suite: SuiteName, c: ConformanceCase, golden?: GoldenValues): ConformanceTest[] {
  return OPERATION_NAMES.filter((operation) => golden === undefined || golden[operation]).map((operation) => {
    // Kept between adapters: the reference is the slowest part of a run.
    let expected: Expected | undefined;
    return {
      id: `${suite}/${c.name}/${operation}`,
      suite,
      run: (adapter) => {
        expected ??= withGolden(c, operation, golden);
        return compare(adapter, c, operation, expected);
      },
    };
  });
}

function withGolden(c: ConformanceCase, operation: Operation, golden?: GoldenValues): Expected {
  const reference = expectedOf(c, operation);
  return { ...reference, data: golden?.[operation] ?? reference.data, terms: termsOf(geometryOf(c), operation) };
}

async function compare(
  adapter: ConformanceAdapter,
  c: ConformanceCase,
  operation: Operation,
  expected: Expected,
): Promise<Verdict> {
  const run = functionFor(adapter, operation);
  if (!run) return notSupported(`${adapter.name} has no ${operation}`);
  const missing = unsupportedFeature(adapter.capabilities, c);
  if (missing) return notSupported(`${adapter.name} does not take ${missing}`);
  const worst = judge(await run(inputsFor(c, adapter.capabilities.dataFormat)), expected, adapter);
  if (isWithinBound(worst)) return passed(worst);
  const { normalizedError, position, actual, expected: exact, bound } = worst;
  return failed(
    `[${position.join(', ')}] is ${actual}, exactly ${exact}: ${normalizedError.toPrecision(3)} of the bound ${bound}`,
    worst,
  );
}

/** What the case needs and the adapter does not declare. */
function unsupportedFeature(capabilities: Capabilities, { x, options }: ConformanceCase): string | undefined {
  const { spatialRanks = [2], kernelOrders, channelGroupings } = capabilities;
  const { kernelOrder = 'group-major', channelGrouping = 'blocked' } = options;
  const rank = x.shape.length - 2;
  if (!spatialRanks.some((supported) => supported === rank)) return `${rank} spatial axes`;
  if (kernelOrders && !kernelOrders.includes(kernelOrder)) return kernelOrder;
  if (channelGroupings && !channelGroupings.includes(channelGrouping)) return channelGrouping;
  return undefined;
}
