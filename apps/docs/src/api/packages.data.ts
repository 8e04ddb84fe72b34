// The entries of every published package, for the index of the reference.
import { type Entry, publishedPackages } from './published.ts';

/** A package, and the pages of its entries. */
export interface Documented {
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  readonly entries: readonly Pick<Entry, 'specifier' | 'path'>[];
}

declare const data: readonly Documented[];

export { data };

export default {
  watch: ['../../../../packages/*/package.json'],
  load(): readonly Documented[] {
    return publishedPackages().map(({ folder, manifest, entries }) => ({
      folder,
      name: manifest.name,
      description: manifest.description,
      entries: entries.map(({ specifier, path }) => ({ specifier, path })),
    }));
  },
};
