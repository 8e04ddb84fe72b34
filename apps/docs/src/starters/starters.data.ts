// What `npm run examples` has seen of the applications in apps/starters.
import { readdirSync, readFileSync } from 'node:fs';

/** One application in one engine. */
export interface Starter {
  /** As `npm run examples -- --app` takes it. */
  readonly name: string;
  /** Of apps/starters. */
  readonly folder: string;
  readonly installed: Readonly<Record<string, string>>;
  readonly engine: string;
  readonly logged: readonly string[];
  /** Where something bundles it. */
  readonly bundled?: { readonly gzipBytes: number };
  readonly date: string;
}

declare const data: readonly Starter[];

export { data };

export default {
  watch: ['./results/*.json'],
  load(): readonly Starter[] {
    const folder = new URL('results/', import.meta.url);
    return readdirSync(folder).map((file) => ({
      name: file.replace('.json', ''),
      ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    }));
  },
};
