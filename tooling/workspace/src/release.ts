// A release on a copy of the workspace: what `changeset version` makes of it, and what pnpm packs of that.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pnpm } from './pnpm.ts';

export interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const changesets = createRequire(join(root, 'package.json')).resolve('@changesets/cli/bin.js');

/** The packages of the workspace, private ones too. */
const members: { name: string; path: string }[] = JSON.parse(
  pnpm(root, 'list', '--recursive', '--depth', '-1', '--json'),
);

/** What is packed of a package beside its manifest. */
const CONTENTS = ['README.md', 'bin', 'data', 'dist'];

/**
 * Copies what `changeset version` reads: the manifests, the changesets, and a history that says who added these.
 *
 * @param hasContents Whether to copy what is packed too: of packages that are built. Default: no.
 */
export function copyWorkspace(target: string, hasContents = false): void {
  const folders = members.map(({ path }) => relative(root, path));
  const contents = hasContents ? folders.flatMap((folder) => CONTENTS.map((name) => join(folder, name))) : [];
  const files = [
    ...folders.map((folder) => join(folder, 'package.json')),
    ...contents.filter((path) => path.startsWith('packages') && existsSync(join(root, path))),
    ...['LICENSE', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.changeset'],
  ];
  for (const file of files) cpSync(join(root, file), join(target, file), { recursive: true });
  git(target, 'init', '--quiet', '--initial-branch', 'main');
}

/** Releases all that is pending in a copy of the workspace. */
export function release(workspace: string): void {
  git(workspace, 'add', '--all');
  git(workspace, 'commit', '--quiet', '--allow-empty', '--message', 'what is pending');
  execFileSync(process.execPath, [changesets, 'version'], { cwd: workspace, stdio: 'pipe' });
}

/**
 * Packs a package of a copy of the workspace. pnpm reads the versions of a workspace where an install has linked its packages.
 *
 * @returns Path of the tarball.
 */
export function pack(workspace: string, packageFolder: string): string {
  const cwd = join(workspace, 'packages', packageFolder);
  for (const { name, path } of members) {
    const link = join(cwd, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(workspace, relative(root, path)), link, 'junction');
  }
  pnpm(cwd, 'pack', '--out', 'package.tgz');
  return join(cwd, 'package.tgz');
}

/** Folder and manifest of each package that is published. */
export function publishedIn(workspace: string): [path: string, manifest: Manifest][] {
  const packages = join(workspace, 'packages');
  return readdirSync(packages).map((name) => {
    const path = join(packages, name);
    return [path, JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))];
  });
}

function git(cwd: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd, stdio: 'pipe' });
}
