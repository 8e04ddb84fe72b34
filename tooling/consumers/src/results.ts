// What was seen of the applications, for the site to show.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Seen } from './check.ts';

/** A file of the site's. */
export interface Result extends Seen {
  /** Of `apps/starters`. */
  readonly folder: string;
  readonly date: string;
}

const fileOf = (app: string) => new URL(`../../../apps/docs/src/starters/results/${app}.json`, import.meta.url);

export function writeResult(app: string, folder: string, seen: Seen): void {
  const result: Result = { folder, ...seen, date: new Date().toISOString().slice(0, 10) };
  writeFileSync(fileOf(app), `${JSON.stringify(result, null, 2)}\n`);
}

/** @throws Error when there is none. */
export function readResult(app: string): Result {
  return JSON.parse(readFileSync(fileOf(app), 'utf8'));
}
