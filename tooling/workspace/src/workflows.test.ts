// What every workflow of .github has in common; actionlint and zizmor check the rest by hand, since not every machine has them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const folder = new URL('.github/workflows/', root);
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8');

describe.each(readdirSync(folder))('.github/workflows/%s', (file) => {
  const lines = textOf(file).split('\n');

  it('pins each action by commit, and says of which version that is', () => {
    const uses = lines.filter((line) => /\buses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('has no permission but those that each job asks for', () => {
    expect(lines).toContain('permissions: {}');
    expect(
      lines.filter((line) => /: write$/.test(line)),
      'without a reason',
    ).toEqual([]);
  });
});

it('one version of each action is in use', () => {
  const versions = new Map<string, Set<string>>();
  for (const file of readdirSync(folder)) {
    for (const [, action, version] of textOf(file).matchAll(/uses: (\S+)@(.*)/g)) {
      versions.set(action!, (versions.get(action!) ?? new Set()).add(version!));
    }
  }
  expect([...versions].filter(([, { size }]) => size > 1)).toEqual([]);
});

it('the site is built for the path where it is deployed', () => {
  const { homepage } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  expect(textOf('docs.yml')).toContain(`INVOLUTION_DOCS_BASE: ${new URL(homepage).pathname}\n`);
});

it('the oldest Node that packages admit is tested', () => {
  const { engines } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  expect(textOf('ci.yml')).toContain(`node: "${engines.node.replace('>=', '')}"`);
});
