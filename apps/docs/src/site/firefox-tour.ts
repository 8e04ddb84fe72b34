// Leads a Firefox through pages of the built site. Nothing controls it (`openFirefox` says why): each page has a script at its top
// that does what a step says and tells what it saw.
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openFirefox } from '@involution/browser/firefox';
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
}

/** What a page told. */
export interface Seen {
  /** The page's own, and what it logged as such. */
  readonly errors: readonly string[];
  readonly shown: readonly string[];
}

/**
 * Goes through all steps.
 *
 * @param patience Milliseconds for one of them.
 * @throws Error when one takes longer.
 */
export async function tour(steps: readonly Step[], patience: number): Promise<Seen[]> {
  const visitor = await readFile(new URL('firefox-visitor.js', import.meta.url), 'utf8');
  const seen: Seen[] = [];
  const { promise, resolve, reject } = withResolvers<Seen[]>();
  const late = () => reject(new Error(`Firefox has told nothing of ${steps[seen.length]!.path} for ${patience} ms`));
  let timer = setTimeout(late, patience);

  const first: RequestListener = async (request, response) => {
    const path = request.url!.replace(/[?#].*/, '');
    if (path === '/step') {
      const { press = [], until = 'main h1', show = until } = steps[seen.length]!;
      response.end(JSON.stringify({ press, until, show }));
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
  const firefox = await openFirefox(origin + steps[0]!.path);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await firefox.close();
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
