import { afterEach, describe, expect, it, vi } from 'vitest';
import { BROWSER_VARIABLE, findBrowser, GPU_VARIABLE, hasGpu, launchOptions } from './index.ts';
import { logsOf } from './page.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('findBrowser', () => {
  it('takes the one that the environment names', () => {
    vi.stubEnv(BROWSER_VARIABLE, process.execPath);
    expect(findBrowser()).toBe(process.execPath);
  });

  it('says so when that one does not exist', () => {
    vi.stubEnv(BROWSER_VARIABLE, '/no/such/browser');
    expect(() => findBrowser()).toThrow("INVOLUTION_BROWSER is '/no/such/browser', expected the path of a Chromium");
  });
});

describe('launchOptions', () => {
  it('asks for a software GPU only where there is no real one', () => {
    vi.stubEnv(GPU_VARIABLE, 'hardware');
    expect(hasGpu()).toBe(true);
    expect(launchOptions().args).not.toContain('--use-angle=swiftshader');
    vi.stubEnv(GPU_VARIABLE, 'software');
    expect(hasGpu()).toBe(false);
    expect(launchOptions().args).toContain('--use-angle=swiftshader');
    expect(launchOptions('llvmpipe').args).toContain('--use-angle=gl-egl');
    expect(launchOptions('llvmpipe').args).not.toContain('--use-angle=swiftshader');
  });
});

describe('a page', () => {
  it('is cross-origin isolated and has WebGL2 and WebGPU', async () => {
    expect(await logsOf(new URL('../test/capabilities.ts', import.meta.url))).toEqual(['true true true']);
  });
});
