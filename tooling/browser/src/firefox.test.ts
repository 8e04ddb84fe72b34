import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FIREFOX_VARIABLE, launchFirefox } from './firefox.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('launchFirefox', () => {
  it('says so when the one that the environment names does not exist', async () => {
    vi.stubEnv(FIREFOX_VARIABLE, '/no/such/firefox');
    await expect(launchFirefox()).rejects.toThrow("INVOLUTION_FIREFOX is '/no/such/firefox'");
  });
});

describe('a page', () => {
  let browser: Browser;
  // WebGPU wants a host, be it this one.
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html>'));
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchFirefox();
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  it('has WebGL2 and WebGPU', { timeout: 60_000 }, async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const found = await page.evaluate(async () => ({
      webgl: new OffscreenCanvas(1, 1).getContext('webgl2') !== null,
      webgpu: (await navigator.gpu.requestAdapter()) !== null,
    }));
    expect(found).toEqual({ webgl: true, webgpu: true });
  });
});
