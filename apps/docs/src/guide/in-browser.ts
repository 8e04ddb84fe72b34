import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { launchOptions } from '@involution/browser';
import { ISOLATION_HEADERS } from '@involution/browser/isolation';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { FILES, type Written } from './folder.ts';

/** Nothing listens there: what a page asks for is answered from memory. Localhost, because WebGPU wants that. */
const ORIGIN = 'http://localhost:12345';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** A browser that has programs of pages, built as an application is. */
export interface BrowserWithPrograms {
  /** Runs one in a page of its own: the lines that it logs; the last say errors where there are any. */
  logsOf(program: Written): Promise<string[]>;
  close(): Promise<void>;
}

/** Builds programs, with what they share built once, and starts a browser. */
export async function openWithPrograms(programs: readonly Written[]): Promise<BrowserWithPrograms> {
  const [built, browser] = await Promise.all([buildAll(programs), chromium.launch(launchOptions())]);
  return {
    logsOf: (program) => logsOf(browser, built, `/${programs.indexOf(program)}.js`),
    close: () => browser.close(),
  };
}

/** What the server has by its path: the entry of the k-th program at `/k.js`. */
type Built = ReadonlyMap<string, string | Uint8Array>;

async function buildAll(programs: readonly Written[]): Promise<Built> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      reportCompressedSize: false,
      rolldownOptions: {
        input: Object.fromEntries(programs.map(({ path }, k) => [k, path])),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  const outputs = [result].flat().flatMap((result) => ('output' in result ? result.output : []));
  return new Map(
    outputs.map((output) => [`/${output.fileName}`, output.type === 'chunk' ? output.code : output.source]),
  );
}

async function logsOf(browser: Browser, built: Built, entry: string): Promise<string[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const lines: string[] = [];
    await listen(page, lines);
    await page.route(`${ORIGIN}/**`, async (route) => {
      const headers = { ...ISOLATION_HEADERS };
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ headers, contentType: 'text/html', body: HTML });
      const body = built.get(pathname) ?? (await readFile(new URL(`.${pathname}`, FILES)).catch(() => undefined));
      if (body === undefined) return route.fulfill({ status: 404, headers });
      const contentType = TYPES[extname(pathname)] ?? 'application/octet-stream';
      return route.fulfill({ headers, contentType, body: typeof body === 'string' ? body : Buffer.from(body) });
    });
    await page.goto(`${ORIGIN}/`);
    // As text: a test runner has rewritten the functions of this file, imports above all.
    await page.evaluate(`import('${entry}').then(() => undefined)`).catch((error: Error) => {
      lines.push(`error: ${error.message}`);
    });
    return lines;
  } finally {
    await context.close();
  }
}

const HTML = '<!doctype html><link rel="icon" href="data:,"><title>Example</title>';

async function listen(page: Page, lines: string[]): Promise<void> {
  await page.addInitScript(() => {
    // The browser would describe objects in its own way.
    const log = console.log;
    console.log = (...words) => log(words.map(String).join(' '));
  });
  page.on('console', (message) => {
    if (message.type() === 'log') lines.push(message.text());
    if (message.type() === 'error') lines.push(`error: ${message.text()}`);
  });
  page.on('pageerror', (error) => lines.push(`error: ${error.message}`));
}
