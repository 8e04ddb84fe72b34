// The same input twice gives the same bits.
import { OPERATION_NAMES } from '@involution/core';
import { inputsFor, makeCase } from '../case.ts';
import { type ConformanceTest, failed, functionFor, notSupported, passed } from '../test-definition.ts';

export function determinismTests(): ConformanceTest[] {
  const cases = [
    makeCase('same-bits-64x15x17-k7', [1, 15, 17, 64], { kernelSize: 7, groups: 4 }),
    makeCase('same-bits-stride-2', [2, 11, 11, 24], { kernelSize: 5, strides: 2, groups: 3 }),
  ];
  return cases.flatMap((c) =>
    OPERATION_NAMES.map(
      (operation): ConformanceTest => ({
        id: `determinism/${c.name}/${operation}`,
        suite: 'determinism',
        run: async (adapter) => {
          const run = functionFor(adapter, operation);
          if (!run) return notSupported(`${adapter.name} has no ${operation}`);
          const { dataFormat } = adapter.capabilities;
          const first = Array.from((await run(inputsFor(c, dataFormat))).data);
          const second = Array.from((await run(inputsFor(c, dataFormat))).data);
          const at = first.findIndex((value, k) => !Object.is(value, second[k]));
          if (at < 0 && first.length === second.length && first.length > 0) return passed();
          return failed(`element ${at} is ${first[at]} the first time and ${second[at]} the second`);
        },
      }),
    ),
  );
}
