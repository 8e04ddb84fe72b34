// The examples of the packages' READMEs, which tests of the packages run.
import { readFileSync } from 'node:fs';
import { PACKAGES, publishedPackages } from '../api/published.ts';
import { importsOf } from './imports.ts';

/** An example of a README. */
export interface Example {
  /** For links: `tfjs-cpu-1`. */
  readonly id: string;
  readonly package: string;
  /** Among those of its package, from 1. */
  readonly number: number;
  readonly code: string;
  readonly imports: readonly string[];
}

/** A model of the reader's own, which is not here. */
const LOADS_A_MODEL = /\bloadGraphModel\(/;

declare const data: readonly Example[];

export { data };

export default {
  watch: ['../../../../packages/*/README.md'],
  load(): readonly Example[] {
    return publishedPackages().flatMap(({ folder, manifest }) => {
      const readme = readFileSync(new URL(`${folder}/README.md`, PACKAGES), 'utf8');
      const codes = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
      return codes
        .filter((code) => !LOADS_A_MODEL.test(code))
        .map((code, k) => ({
          id: `${folder}-${k + 1}`,
          package: manifest.name,
          number: k + 1,
          code,
          imports: importsOf(code),
        }));
    });
  },
};
