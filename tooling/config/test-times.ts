import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule } from 'vitest/node';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Where `npm test` looks for the slowest files of all packages. */
const folder = new URL('../../node_modules/.cache/test-times/', import.meta.url);

/**
 * Notes how long each test file of a package took, for `tooling/run.mjs` to print the slowest at the end.
 *
 * @param kind Tells the runs of one package from each other: `'node'` or `'browser'`.
 */
export function testTimes(kind: string): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[]) {
      const times = modules.map((module) => ({
        file: relative(root, module.moduleId),
        kind,
        ms: Math.round(module.diagnostic().duration + module.diagnostic().collectDuration),
      }));
      mkdirSync(folder, { recursive: true });
      const name = relative(root, process.cwd()).replaceAll(/[\\/]/g, '-');
      // A package may run its tests in several processes.
      writeFileSync(new URL(`${name}-${process.pid}.json`, folder), JSON.stringify(times));
    },
  };
}
