import type { CallEntry, TestEntry } from '@involution/conformance';

/** A call of a test, for readers. */
export interface CallDescription {
  readonly operation: string;
  /** As written in code; those of the dialect always, whether or not the call spells them. */
  readonly options: readonly (readonly [name: string, value: string])[];
  readonly operands: readonly { readonly name: string; readonly shape: string; readonly type: string }[];
}

/** What the operator takes where a call does not say. */
const DEFAULT_DIALECT = { kernelOrder: 'group-major', channelGrouping: 'blocked' };

export function describeCall({ operation, options, operands }: CallEntry): CallDescription {
  return {
    operation,
    options: Object.entries({ ...DEFAULT_DIALECT, ...options }).map(([name, value]) => [name, JSON.stringify(value)]),
    operands: Object.entries(operands).map(([name, { shape, dtype = 'float32' }]) => ({
      name,
      shape: `[${shape.join(', ')}]`,
      type: dtype,
    })),
  };
}

/** The call of a test; of several the first. */
export function callOf(test: TestEntry): CallEntry {
  return test.check === 'noLeak' ? test.calls[0]! : test;
}
