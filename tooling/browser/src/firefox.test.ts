import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FIREFOX_VARIABLE, openFirefox } from './firefox.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A page that tells what it has. */
const PAGE = `<!doctype html><script type="module">
  const webgl = new OffscreenCanvas(1, 1).getContext('webgl2') !== null;
  const webgpu = (await navigator.gpu.requestAdapter()) !== null;
  await fetch('/', { method: 'POST', body: JSON.stringify({ webgl, webgpu }) });
</script>`;

describe('openFirefox', () => {
  it('says so when the one that the environment names does not exist', async () => {
    vi.stubEnv(FIREFOX_VARIABLE, '/no/such/firefox');
    await expect(openFirefox('about:blank')).rejects.toThrow("INVOLUTION_FIREFOX is '/no/such/firefox'");
  });

  it('opens a page that has WebGL2 and WebGPU', { timeout: 120_000 }, async () => {
    let told: (found: unknown) => void;
    const found = new Promise((resolve) => {
      told = resolve;
    });
    const server = createServer(async (request, response) => {
      if (request.method === 'POST') told(JSON.parse(await text(request)));
      response.setHeader('Content-Type', 'text/html').end(PAGE);
    });
    // WebGPU wants a host, be it this one.
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const firefox = await openFirefox(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      expect(await found).toEqual({ webgl: true, webgpu: true });
    } finally {
      await firefox.close();
      server.close();
    }
  });
});
