// The committed results of the benches, as the site shows them.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ResultsFile } from './results.ts';

declare const data: Readonly<Record<string, ResultsFile>>;

export { data };

export default {
  watch: ['../../../../tooling/bench/results/*.json'],
  /** By the file's name without `.json`. */
  load: (files: readonly string[]) =>
    Object.fromEntries(files.map((file) => [basename(file, '.json'), JSON.parse(readFileSync(file, 'utf8'), rounded)])),
};

/** Nobody is shown more digits, and they would be most of what a page loads. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value;
}
