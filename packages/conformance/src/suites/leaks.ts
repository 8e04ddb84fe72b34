// After many calls with changing shapes, and after refused calls, nothing is left over.

import { OPERATION_NAMES } from '@involution/core';
import type { ConformanceAdapter } from '../adapter.ts';
import { inputsFor, makeCase } from '../case.ts';
import { type ConformanceTest, failed, functionFor, notSupported, passed } from '../test-definition.ts';
import { BAD_CALLS, badInputsFor } from './errors.ts';

export function leakTests(): ConformanceTest[] {
  return [leakTest('30-calls-of-changing-shape', runChangingShapes), leakTest('refused-calls', runRefusedCalls)];
}

function leakTest(name: string, work: (adapter: ConformanceAdapter) => Promise<void>): ConformanceTest {
  return {
    id: `leaks/${name}`,
    suite: 'leaks',
    run: async (adapter) => {
      if (!adapter.liveAllocations) return notSupported(`${adapter.name} can't tell its live allocations`);
      const before = await adapter.liveAllocations();
      await work(adapter);
      const after = await adapter.liveAllocations();
      return after === before ? passed() : failed(`${before} live allocations before, ${after} after`);
    },
  };
}

async function runChangingShapes(adapter: ConformanceAdapter): Promise<void> {
  for (let k = 0; k < 10; k++) {
    const c = makeCase(`leak-${k}`, [1, 4 + k, 5 + (k % 3), 4 + 4 * (k % 4)], { kernelSize: 1 + (k % 4), groups: 2 });
    for (const operation of OPERATION_NAMES) {
      await functionFor(adapter, operation)?.(inputsFor(c, adapter.capabilities.dataFormat));
    }
  }
}

async function runRefusedCalls(adapter: ConformanceAdapter): Promise<void> {
  for (const call of BAD_CALLS) {
    try {
      await adapter.forward(badInputsFor(adapter, call));
    } catch {
      continue; // Whether the error is the right one is the errors suite's question.
    }
    throw new Error(`${call.name} gave a result, expected an error`);
  }
}
