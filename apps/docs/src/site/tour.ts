// Leads a browser through pages of the built site that nothing controls (`openWindow` says why): each page has a script at its top
// that does what a step says and tells what it saw.
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { BrowserWindow } from '@involution/browser/window';
import { DIST, serve } from './serve.ts';

/** A page, and what is done there, in CSS selectors. */
export interface Step {
  readonly path: string;
  /** To click, in this order. Default: nothing. */
  readonly press?: readonly string[];
  /** What is then waited for. Default: the page's heading. */
  readonly until?: string;
  /** What is told: texts, or values of inputs. Default: the page's heading. */
  readonly show?: string;
  /** A button that makes the page download a file, pressed at last. Default: none. */
  readonly download?: string;
}

/** What a page told. */
export interface Seen {
  /** The page's own, and what it logged as such. */
  readonly errors: readonly string[];
  readonly shown: readonly string[];
  /** The text of the file that was downloaded. */
  readonly downloaded?: string;
  readonly userAgent: string;
}

/** How a browser opens an address: `openFirefox`, for instance. */
export type OpenBrowser = (url: string) => Promise<BrowserWindow>;

/**
 * Goes through all steps.
 *
 * @param patience Milliseconds for one of them.
 * @throws Error when one takes longer.
 */
export async function tour(openBrowser: OpenBrowser, steps: readonly Step[], patience: number): Promise<Seen[]> {
  const visitor = await readFile(new URL('visitor.js', import.meta.url), 'utf8');
  const seen: Seen[] = [];
  const { promise, resolve, reject } = withResolvers<Seen[]>();
  const late = () =>
    reject(new Error(`the browser has told nothing of ${steps[seen.length]!.path} for ${patience} ms`));
  let timer = setTimeout(late, patience);

  const first: RequestListener = async (request, response) => {
    const path = request.url!.replace(/[?#].*/, '');
    if (path === '/step') {
      const { press = [], until = 'main h1', show = until, download } = steps[seen.length]!;
      response.end(JSON.stringify({ press, until, show, download }));
    } else if (path === '/seen') {
      seen.push(JSON.parse(await text(request)));
      clearTimeout(timer);
      timer = setTimeout(late, patience);
      response.end(JSON.stringify({ next: steps[seen.length]?.path }));
      if (seen.length === steps.length) resolve(seen);
    } else if (!path.includes('.')) {
      const page = await readFile(join(DIST, `${path.endsWith('/') ? `${path}index` : path}.html`), 'utf8');
      response.setHeader('Content-Type', 'text/html');
      response.end(page.replace('<head>', `<head><script>${visitor}</script>`));
    }
  };

  const { origin, close } = await serve(true, { first });
  const browser = await openBrowser(origin + steps[0]!.path);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await browser.close();
    close();
  }
}

/** `Promise.withResolvers`, which Node has from 22 on. */
function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}
