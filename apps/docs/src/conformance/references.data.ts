// What reference results there are; a page loads those that a visitor picks.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Reference, ReferenceSource } from './reference.ts';

/** By the file's name without `.json`. */
declare const data: Readonly<Record<string, ReferenceSource>>;

export { data };

export default {
  watch: ['results/*.json'],
  load: (files: readonly string[]): Readonly<Record<string, ReferenceSource>> =>
    Object.fromEntries(
      files.map((file) => {
        const { runtime, engine, version, device, machine, date } = JSON.parse(readFileSync(file, 'utf8')) as Reference;
        return [basename(file, '.json'), { runtime, engine, version, device, machine, date }];
      }),
    ),
};
