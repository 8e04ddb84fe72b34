// For tests of the built site, under a real static server, in a real browser.
import { launchOptions } from '@involution/browser';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Served, serve } from './serve.ts';

/** How a page is visited. */
export interface Visit {
  /** Whether the host sends the headers of cross-origin isolation. Default: true. */
  isIsolated?: boolean;
  /** What the context of the page is made with. */
  context?: BrowserContextOptions;
}

/** The site as a visitor has it, for all tests of the file that calls this. */
export interface Site {
  /**
   * Runs something on a page, which by its end must have logged no error and asked no other server for anything.
   *
   * @param path `/playground`, for instance.
   */
  onPage(path: string, look: (page: Page) => Promise<void>, visit?: Visit): Promise<void>;
}

/** @param args Further arguments of the browser. */
export function useSite(args: readonly string[] = []): Site {
  let browser: Browser;
  let isolated: Served;
  let plain: Served;
  beforeAll(async () => {
    const options = launchOptions();
    browser = await chromium.launch({ ...options, args: [...options.args, ...args] });
    [isolated, plain] = await Promise.all([serve(true), serve(false)]);
  });
  afterAll(async () => {
    await browser?.close();
    isolated?.close();
    plain?.close();
  });
  return {
    async onPage(path, look, { isIsolated = true, context: options } = {}) {
      const { origin } = isIsolated ? isolated : plain;
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('request', (request) => {
        const url = request.url();
        if (!/^(data|blob):/.test(url) && !url.startsWith(`${origin}/`)) errors.push(`asks elsewhere for ${url}`);
      });
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on(
        'response',
        (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`),
      );
      try {
        await page.goto(origin + path, { waitUntil: 'networkidle' });
        await look(page);
        expect(errors).toEqual([]);
      } finally {
        await context.close();
      }
    },
  };
}
