// The engines that npm has and that take seconds; the others are for `npm run conformance`.
import { describe, expect, it } from 'vitest';
import { ENGINES } from './engines.ts';
import { HOST_RUNTIMES, WASM_KERNELS } from './host.ts';

describe.each(['bun', 'deno'])('%s', (name) => {
  it.each([...HOST_RUNTIMES, ...WASM_KERNELS])('passes the kit on %s', { timeout: 180_000 }, async (id) => {
    const { report } = await ENGINES[name]!.run(id);
    expect(report.results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(report.passed).toBeGreaterThan(250);
  });
});
