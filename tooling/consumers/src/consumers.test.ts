// A part of `npm run examples`: what is released, published to a registry, installed from there and run.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPS } from './apps.ts';
import { check, promisedBy } from './check.ts';
import { publishAll } from './publish.ts';
import { npmRegistry, type Registry, startRegistry } from './registry.ts';
import { readResult } from './results.ts';

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

// The whole matrix is the command's.
it.each(['node-esm', 'node-commonjs', 'vite-onnxruntime'])(
  '%s does what it says',
  { timeout: 300_000 },
  async (name) => {
    const { logged } = await check(APPS[name]!, registry.url);
    expect(logged.length).toBeGreaterThan(0);
  },
);

it.each(Object.entries(APPS))('%s has a result that is not older than its folder', async (name, { folder, bundle }) => {
  const result = readResult(name);
  expect(result.folder).toBe(folder);
  expect(result.logged).toEqual(await promisedBy(folder));
  expect(result.bundled?.packages).toEqual(bundle && [...bundle.packages].sort());
});
