// A part of `npm run examples`: what is released, published to a registry, installed from there and run.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPS } from './apps.ts';
import { check } from './check.ts';
import { publishAll } from './publish.ts';
import { npmRegistry, type Registry, startRegistry } from './registry.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry(await npmRegistry());
  await publishAll(registry.url);
}, 300_000);
afterAll(() => registry?.close());

it('publishes every package in its first version', () => {
  expect(registry.published.size).toBeGreaterThan(10);
  expect(registry.published.get('@involution/tfjs')).toBe('0.1.0');
});

it.each(['node-esm', 'node-commonjs', 'vite-onnxruntime'])(
  '%s logs what it says',
  { timeout: 300_000 },
  async (name) => {
    const { promised, logged } = await check(APPS[name]!, registry.url);
    expect(promised.length).toBeGreaterThan(0);
    expect(logged).toEqual(promised);
  },
);
