// The heart of the golden, generated, non-finite and custom suites: run one quantity of one case and judge it.
import type { InvolutionOptions } from '@involution/core';
import { type Capabilities, type ConformanceAdapter, QUANTITIES, type Quantity } from './adapter.ts';
import { type ConformanceCase, expectedOf, geometryOf, inputsFor, termsOf } from './case.ts';
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
export type GoldenValues = Partial<Record<Quantity, ArrayLike<number>>>;

/** One test for each quantity of a case. `golden`: compare with these values, and only with them. */
export function comparisonTests(suite: SuiteName, c: ConformanceCase, golden?: GoldenValues): ConformanceTest[] {
  return QUANTITIES.filter((quantity) => golden === undefined || golden[quantity]).map((quantity) => {
    // Kept between adapters: the reference is the slowest part of a run.
    let expected: Expected | undefined;
    return {
      id: `${suite}/${c.name}/${quantity}`,
      suite,
      run: (adapter) => {
        expected ??= withGolden(c, quantity, golden);
        return compare(adapter, c, quantity, expected);
      },
    };
  });
}

function withGolden(c: ConformanceCase, quantity: Quantity, golden?: GoldenValues): Expected {
  const reference = expectedOf(c, quantity);
  return { ...reference, data: golden?.[quantity] ?? reference.data, terms: termsOf(geometryOf(c), quantity) };
}

async function compare(
  adapter: ConformanceAdapter,
  c: ConformanceCase,
  quantity: Quantity,
  expected: Expected,
): Promise<Verdict> {
  const run = functionFor(adapter, quantity);
  if (!run) return notSupported(`${adapter.name} has no ${quantity}`);
  const missing = missingDialect(adapter.capabilities, c.options);
  if (missing) return notSupported(`${adapter.name} does not take ${missing}`);
  const worst = judge(await run(inputsFor(c, adapter.capabilities.dataFormat)), expected, adapter);
  if (isWithinBound(worst)) return passed(worst);
  const { share, position, actual, expected: exact, bound } = worst;
  return failed(
    `[${position.join(', ')}] is ${actual}, exactly ${exact}: ${share.toPrecision(3)} of the bound ${bound}`,
    worst,
  );
}

/** A dialect that the case needs and the adapter does not declare. */
function missingDialect(capabilities: Capabilities, options: InvolutionOptions): string | undefined {
  const { kernelOrders, channelGroupings } = capabilities;
  const { kernelOrder = 'group-major', channelGrouping = 'blocked' } = options;
  if (kernelOrders && !kernelOrders.includes(kernelOrder)) return kernelOrder;
  if (channelGroupings && !channelGroupings.includes(channelGrouping)) return channelGrouping;
  return undefined;
}
