import type { Browser, BrowserResults, BrowserRuntime } from '@involution/bench/browser-results';
import { queryOf, type Settings } from './settings.ts';

/** What a visitor can add to `tooling/bench/results/browsers`. */
export function toResults(
  settings: Settings,
  browser: Browser,
  runtimes: readonly BrowserRuntime[],
  now: Date,
): BrowserResults {
  return {
    format: 'involution-browser-benchmark-1',
    date: now.toISOString().slice(0, 10),
    settings: queryOf(settings),
    browser,
    runtimes: [...runtimes],
  };
}

/** Offers a file to the visitor. */
export function download(name: string, content: object): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
