import { expect, it, vi } from 'vitest';
import { openWebKit, WEBKIT_VARIABLE } from './webkit.ts';

// That it opens pages, `npm run conformance -- --engine webkit` shows: it is too large to install for a test.
it('says so when the one that the environment names does not exist', async () => {
  vi.stubEnv(WEBKIT_VARIABLE, '/no/such/browser');
  await expect(openWebKit('about:blank')).rejects.toThrow('no MiniBrowser of WebKitGTK found');
  vi.unstubAllEnvs();
});
