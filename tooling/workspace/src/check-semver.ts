// Compares the public API of every package, as the committed reports tell it, with that of the commit where this branch left
// another, and fails when less is announced by the pending changesets than has changed:
//
//   pnpm --filter @involution/workspace check-semver origin/main
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import readChangesets from '@changesets/read';
import { missingBumps, type Reports } from './api-changes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const [branch] = process.argv.slice(2);
if (branch === undefined) throw new Error('expected a branch to compare with');
const base = git('merge-base', 'HEAD', branch).trim();

// A package that is here no more has no next version.
const packages = namesIn('packages').filter((name) => existsSync(join(root, 'packages', name)));
const messages = missingBumps(
  packages.map((name) => ({
    ...(JSON.parse(fileIn(`packages/${name}/package.json`)) as { name: string; version: string }),
    before: Object.fromEntries(
      namesIn(`packages/${name}/api`).map((file) => [entryOf(file), fileIn(`packages/${name}/api/${file}`)]),
    ),
    after: reportsIn(join(root, 'packages', name, 'api')),
  })),
  await readChangesets(root),
);
for (const message of messages) console.error(message);
console.log(`${packages.length} packages compared with ${base}`);
process.exitCode = messages.length === 0 ? 0 : 1;

function reportsIn(folder: string): Reports {
  return Object.fromEntries(
    readdirSync(folder).map((file) => [entryOf(file), readFileSync(join(folder, file), 'utf8')]),
  );
}

function entryOf(file: string): string {
  return basename(file, '.api.md');
}

/** What lies in a folder of the base commit. */
function namesIn(path: string): string[] {
  const listed = git('ls-tree', '--name-only', `${base}:${path}`).trim();
  return listed === '' ? [] : listed.split('\n');
}

function fileIn(path: string): string {
  return git('show', `${base}:${path}`);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
}
