import { openModulePage } from '@involution/browser/page';
import { describe, expect, it } from 'vitest';

const module = new URL('../test/page.ts', import.meta.url);

describe('in a page with a content security policy', () => {
  it('loads where WebAssembly may be compiled and nothing else is allowed', async () => {
    const page = await openModulePage(module, undefined, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
    try {
      expect(await page.call('sumOfFour')).toBe(4);
    } finally {
      await page.close();
    }
  });

  it('fails where it may not be, which shows that the page obeys its policy', async () => {
    const page = await openModulePage(module, undefined, "default-src 'none'; script-src 'self'");
    try {
      await expect(page.call('sumOfFour')).rejects.toThrow(/WebAssembly/);
    } finally {
      await page.close();
    }
  });
});
