// Ways to run an application that is installed; each gives what it logs.
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launchOptions } from '@involution/browser';
import { ensureBrowser } from '@involution/browser/install';
import { chromium } from 'playwright';
import sirv from 'sirv';

/** Runs the application of a folder until it has logged so many lines. */
export type RunApp = (folder: string, lines: number) => Promise<string[]>;

/** Runs a program in a folder. */
export async function command(cwd: string, [file, ...args]: readonly string[]): Promise<string> {
  const shell = process.platform === 'win32';
  const { stdout } = await promisify(execFile)(file!, args, { cwd, shell, maxBuffer: 2 ** 26 });
  return stdout;
}

/** @param start What runs a JavaScript file. */
export function inProgram(start: readonly string[]): RunApp {
  return async (folder) => {
    const stdout = await command(folder, [...start, 'index.js']);
    return stdout.trim().split('\n');
  };
}

/** Builds a page and opens it, cross-origin isolated. */
export async function inPage(folder: string, lines: number): Promise<string[]> {
  await command(folder, ['npm', 'run', 'build']);
  const files = sirv(join(folder, 'dist'), {
    setHeaders: (response) => {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    },
  });
  const server = createServer((request, response) => files(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ensureBrowser();
  const browser = await chromium.launch(launchOptions());
  try {
    const page = await browser.newPage();
    const logged: string[] = [];
    const done = new Promise<void>((resolve, reject) => {
      page.on('pageerror', reject);
      page.on('console', (message) => {
        if (message.type() === 'error') reject(new Error(message.text()));
        if (message.type() === 'log' && logged.push(message.text()) === lines) resolve();
      });
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await done;
    return logged;
  } finally {
    await browser.close();
    server.close();
  }
}
