// What visitors have measured in their browsers and sent.
import { readFileSync } from 'node:fs';
import type { BrowserResults } from '@involution/bench/browser-results';

declare const data: readonly BrowserResults[];

export { data };

export default {
  watch: ['../../../../tooling/bench/results/browsers/*.json'],
  load: (files: readonly string[]) => files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as BrowserResults),
};
