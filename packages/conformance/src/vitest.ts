import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceAdapter } from './adapter.ts';
import { type ConformanceRunOptions, checkKnownFailures, runTest } from './run.ts';
import { conformanceTests } from './tests.ts';

/**
 * Declares the whole kit as Vitest tests: one for each test of the kit, by its id. What the backend does not support is
 * shown as skipped, with the reason.
 *
 * @param adapter The backend; `init` runs before the first test, `dispose` after the last.
 * @param options.filter Declare only the tests for which this is true. Default: all.
 */
export function describeConformance(
  adapter: ConformanceAdapter,
  { filter = () => true }: Pick<ConformanceRunOptions, 'filter'> = {},
): void {
  describe(`conformance of ${adapter.name}`, () => {
    beforeAll(() => adapter.init());
    afterAll(() => adapter.dispose());

    it('knows its known failures', () => {
      expect(() => checkKnownFailures(adapter)).not.toThrow();
    });
    it.for(
      conformanceTests()
        .filter(filter)
        .map((test) => [test.id, test] as const),
    )('%s', async ([, test], { skip }) => {
      const { status, message } = await runTest(adapter, test);
      if (status === 'not-supported') {
        expect(message).toBeTruthy();
        skip(message);
      }
      expect(status, message).not.toBe('failed');
    });
  });
}
