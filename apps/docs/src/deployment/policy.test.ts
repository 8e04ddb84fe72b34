// The site's workers, in which everything is computed, under the content security policy of the page about deployment.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { useSite } from '../site/visit.ts';

const { onPage } = useSite();
const PATIENCE = 100_000;

const guide = readFileSync(new URL('../../guide/deployment.md', import.meta.url), 'utf8');
const [, POLICY] = /^(default-src 'self'; .*)$/m.exec(guide) as unknown as [string, string];

/** Loads the playground anew with a policy for its workers, and waits for what is said of a runtime. */
async function resultUnder(page: Page, policy: string, runtime: string): Promise<string> {
  const workers: string[] = [];
  // A worker has the policy that its own script comes with.
  await page.context().route(/worker.*\.m?js/, async (route) => {
    const response = await route.fetch();
    workers.push(route.request().url());
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  await page.reload();
  await page.locator('.playground button.primary').first().click();
  const result = page.locator(`[data-runtime=${runtime}]`);
  await result.locator('.state:is(.done, .failed, .unavailable)').waitFor({ timeout: PATIENCE });
  expect(workers).not.toEqual([]);
  return (await result.textContent())!;
}

/** What is left out of a policy. */
const without = (part: string) => POLICY.replaceAll(part, '');

it.each([
  ['tfjs-wasm', 'the whole policy', POLICY],
  ['ort-wasm', 'the policy without blob:', without(' blob:')],
])('%s runs under %s', { timeout: 2 * PATIENCE }, async (runtime, _, policy) => {
  await onPage(`/playground?side=64&job=sharpen&runtimes=${runtime}`, async (page) => {
    expect(await resultUnder(page, policy, runtime)).toContain('agrees');
  });
});

it.each([
  ['WebAssembly may not be compiled', " 'wasm-unsafe-eval'"],
  ['threads may not load text', ' blob:'],
])('tfjs-wasm does not run where %s: workers obey their policy', { timeout: 2 * PATIENCE }, async (_, part) => {
  let result = '';
  const visit = onPage('/playground?side=64&job=sharpen&runtimes=tfjs-wasm', async (page) => {
    result = await resultUnder(page, POLICY.replace(part, ''), 'tfjs-wasm');
  });
  // The browser logs what it forbids as errors, if it logs it.
  await visit.catch(() => {});
  expect(result).toMatch(/failed|missing/);
});
