// How large the kit's suites are, so that the page can say so before it loads them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '@involution/conformance';
import type { SuiteInfo } from './selection.ts';

declare const data: readonly SuiteInfo[];

export { data };

const manifestFile = fileURLToPath(import.meta.resolve('@involution/conformance/data/manifest.json'));

export default {
  watch: [manifestFile],
  load(): readonly SuiteInfo[] {
    const { tests, files } = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
    return [...new Set(tests.map(({ suite }) => suite))].map((name) => {
      const own = tests.filter(({ suite }) => suite === name);
      return {
        name,
        tests: own.length,
        smokeTests: own.filter(({ smoke }) => smoke).length,
        bytes: (files[name]?.numbers ?? 0) * Float64Array.BYTES_PER_ELEMENT,
      };
    });
  },
};
