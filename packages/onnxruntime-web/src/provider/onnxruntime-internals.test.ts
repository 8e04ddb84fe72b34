import { describe, expect, it } from 'vitest';
import { logsWarnings, prefersChannelsLast } from './onnxruntime-internals.ts';
import type { OrtModule } from './ort.ts';

type WithEnv = Pick<OrtModule, 'env'>;

describe('prefersChannelsLast', () => {
  const newer = { env: { webgpu: {} } } as WithEnv;
  it.each([
    ['webgpu', true],
    [{ name: 'webgpu' }, true],
    [{ name: 'webgpu', preferredLayout: 'NHWC' }, true],
    [{ name: 'webgpu', preferredLayout: 'NCHW' }, false],
    ['wasm', false],
  ] as const)('%j: %s', (config, prefers) => {
    expect(prefersChannelsLast(newer, config)).toBe(prefers);
  });

  it('not in JSEP, which fixes the adapter, unlike a user who chooses one', () => {
    const chosen = { env: { webgpu: { adapter: {} } } } as WithEnv;
    expect(prefersChannelsLast(chosen, 'webgpu')).toBe(true);
    const webgpu = Object.defineProperty({}, 'adapter', { value: {}, writable: false });
    expect(prefersChannelsLast({ env: { webgpu } } as WithEnv, 'webgpu')).toBe(false);
  });
});

it.each([
  [undefined, undefined, true],
  ['error', undefined, false],
  ['verbose', 3, false],
  ['info', 1, true],
] as const)('logsWarnings: env.logLevel %s, logSeverityLevel %s: %s', (logLevel, logSeverityLevel, logs) => {
  expect(logsWarnings({ env: { logLevel } } as WithEnv, { logSeverityLevel })).toBe(logs);
});
