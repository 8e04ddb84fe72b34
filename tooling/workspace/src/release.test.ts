// A release, rehearsed on a copy of the workspace: what `changeset version` makes of versions and ranges, and what pnpm packs of it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diff } from 'semver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, type Manifest, pack, publishedIn, release } from './release.ts';

let folder: string;
/** The workspace as it is, and as the release of all pending changesets leaves it. */
let before: string;
let released: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  before = join(folder, 'before');
  copyWorkspace(before);
  released = releaseOf(before, 'released');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a release', () => {
  it('gives each package that was never released the version 0.1.0', () => {
    const unreleased = Object.entries(versionsIn(before)).filter(([, version]) => version === '0.0.0');
    expect(versionsIn(released)).toMatchObject(Object.fromEntries(unreleased.map(([name]) => [name, '0.1.0'])));
  });

  it('says in a CHANGELOG of each package what is new in it', () => {
    const versions = versionsIn(released);
    const isNew = ({ name }: Manifest) => versions[name] !== versionsIn(before)[name];
    const silent = publishedIn(released).filter(([path, manifest]) => {
      const changelog = join(path, 'CHANGELOG.md');
      return (
        isNew(manifest) &&
        !(existsSync(changelog) && readFileSync(changelog, 'utf8').includes(`## ${manifest.version}`))
      );
    });
    expect(silent).toEqual([]);
    expect(readdirSync(join(released, '.changeset')).filter((name) => name.endsWith('.md'))).toEqual([]);
  });

  it('of a fix in one backend is a release of that backend and nothing else', () => {
    expect(bumps({ '@involution/tfjs-webgl': 'patch' }, 'webgl-patch')).toEqual({ '@involution/tfjs-webgl': 'patch' });
  });

  it('of a fix in core is a release of core alone: the ranges of its dependents admit it', () => {
    expect(bumps({ '@involution/core': 'patch' }, 'core-patch')).toEqual({ '@involution/core': 'patch' });
  });

  // Under 1.0 a minor version may break its users, so that ^0.1.0 does not admit 0.2.0: without a release of their own its
  // dependents would bring a second, older core into an application. A patch, since nothing else of them changes: where
  // something does, their API reports ask for a changeset of theirs.
  it('of a minor version of core is one of core, and a patch of all that depend on it', () => {
    expect(bumps({ '@involution/core': 'minor' }, 'core-minor')).toEqual({
      ...Object.fromEntries(dependentsOf('@involution/core').map((name) => [name, 'patch'])),
      '@involution/core': 'minor',
    });
  });

  it('of a minor version of the tfjs op leaves out what is not built on it', () => {
    expect(dependentsOf('@involution/tfjs')).toContain('@involution/tfjs-webgl');
    expect(bumps({ '@involution/tfjs': 'minor' }, 'tfjs-minor')).toEqual({
      ...Object.fromEntries(dependentsOf('@involution/tfjs').map((name) => [name, 'patch'])),
      '@involution/tfjs': 'minor',
    });
  });

  it('packs ranges of the versions that are released with it', () => {
    propose(released, { '@involution/core': 'minor' });
    const packed = packedManifest(releaseOf(released, 'packed'), 'tfjs-webgl');
    const versions = versionsIn(join(folder, 'packed'));
    expect(packed).toMatchObject({
      version: versions['@involution/tfjs-webgl'],
      dependencies: {
        '@involution/core': `^${versions['@involution/core']}`,
        '@involution/tfjs': `^${versions['@involution/tfjs']}`,
      },
    });
  });
});

/** A copy of a workspace in which everything pending is released; returns its folder. */
function releaseOf(workspace: string, name: string): string {
  const target = join(folder, name);
  cpSync(workspace, target, { recursive: true });
  release(target);
  return target;
}

/** By how much a changeset, on top of the pending ones' release, bumps each package whose version it changes. */
function bumps(changeset: Record<string, string>, name: string): Record<string, string | null> {
  propose(released, changeset);
  const old = versionsIn(released);
  const entries = Object.entries(versionsIn(releaseOf(released, name)));
  return Object.fromEntries(
    entries
      .filter(([name, version]) => version !== old[name])
      .map(([name, version]) => [name, diff(old[name]!, version)]),
  );
}

/** Writes the one changeset of a workspace. */
function propose(workspace: string, changeset: Record<string, string>): void {
  const lines = Object.entries(changeset).map(([name, bump]) => `"${name}": ${bump}\n`);
  writeFileSync(join(workspace, '.changeset/rehearsal.md'), `---\n${lines.join('')}---\n\nA rehearsal.\n`);
}

/** The manifest in a package's tarball. */
function packedManifest(workspace: string, packageFolder: string): Manifest {
  const args = ['-xOzf', pack(workspace, packageFolder), 'package/package.json'];
  return JSON.parse(execFileSync('tar', args, { encoding: 'utf8' }));
}

function versionsIn(workspace: string): Record<string, string> {
  return Object.fromEntries(publishedIn(workspace).map(([, { name, version }]) => [name, version]));
}

function dependentsOf(name: string): string[] {
  const manifests = publishedIn(before).map(([, manifest]) => manifest);
  return manifests.filter(({ dependencies = {} }) => name in dependencies).map((manifest) => manifest.name);
}
