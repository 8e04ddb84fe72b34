// Ways to run an application that is installed; each gives what it logs.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launchOptions } from '@involution/browser';
import { ensureBrowser } from '@involution/browser/install';
import { type Browser, chromium } from 'playwright';
import sirv from 'sirv';

/** What an application logged, and in what. */
export interface Run {
  readonly engine: string;
  readonly logged: readonly string[];
  /** Files that a page loaded, from where it is. */
  readonly loaded?: ReadonlySet<string>;
}

/** Runs the application of a folder until it has logged so many lines. */
export type RunApp = (folder: string, lines: number) => Promise<Run>;

/** A GPU in software takes its time. */
const PATIENCE = 180_000;

/** Runs a program in a folder. */
export async function command(cwd: string, file: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, {
    cwd,
    shell: process.platform === 'win32' && file !== process.execPath,
    maxBuffer: 2 ** 26,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  return stdout;
}

/**
 * Runs an application's `index.js`.
 *
 * @param args What comes before the name of that. Default: nothing.
 */
export function inProgram(engine: string, file: string, args: readonly string[] = []): RunApp {
  return async (folder) => {
    const stdout = await command(folder, file, ...args, 'index.js');
    // Programs show lists in brackets; an application says how text joins them.
    const lines = stdout.trim().split('\n');
    const logged = lines.map((line) => line.replace(/\[ (.*?) \]/g, (_, list: string) => list.replaceAll(', ', ',')));
    return { engine, logged };
  };
}

/**
 * Opens an application as a page.
 *
 * @param site Folder in the application's that has the page, once it is built where it is to be built.
 */
export function inPage(site: string): RunApp {
  return async (folder, lines) => {
    await command(folder, 'npm', 'run', 'build', '--if-present');
    const files = serve(join(folder, site));
    const loaded = new Set<string>();
    const server = createServer((request, response) => {
      loaded.add(decodeURIComponent(new URL(request.url!, 'http://page').pathname.slice(1)));
      files(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ensureBrowser();
    const browser = await chromium.launch(launchOptions());
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const logged = await loggedAt(browser, url, lines);
      return { engine: `Chromium ${browser.version()}`, logged, loaded };
    } finally {
      await browser.close();
      server.close();
    }
  };
}

/** Files of a folder, with the headers that its `_headers` wants for all of them, as hosts read it. */
function serve(folder: string) {
  const wanted = join(folder, '_headers');
  const headers = existsSync(wanted) ? [...readFileSync(wanted, 'utf8').matchAll(/^ {2}(.+?): (.+)$/gm)] : [];
  return sirv(folder, {
    setHeaders: (response) => {
      for (const [, name, value] of headers) response.setHeader(name!, value!);
    },
  });
}

/** @throws Error when the page has one, or logs fewer lines. */
async function loggedAt(browser: Browser, url: string, lines: number): Promise<string[]> {
  const page = await browser.newPage();
  const logged: string[] = [];
  const errors: string[] = [];
  const done = new Promise<void>((resolve, reject) => {
    page.on('pageerror', reject);
    page.on('console', (message) => {
      // For some, frameworks have another way: transformers.js asks for files that a model may lack.
      if (message.type() === 'error') errors.push(message.text());
      if (message.type() === 'log' && logged.push(message.text()) === lines) resolve();
    });
    const seen = () => [`logged in ${PATIENCE / 1000} s:`, ...logged, 'errors:', ...errors].join('\n');
    setTimeout(() => reject(new Error(seen())), PATIENCE).unref();
  });
  await page.goto(url);
  await done;
  return logged;
}
