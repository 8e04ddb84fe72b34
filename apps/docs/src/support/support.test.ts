import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publishedPackages } from '../api/published.ts';
import { passedByOperation } from './tally.ts';
import { catalogOf, testedVersions } from './tested-versions.ts';

describe('tested versions', () => {
  const workspace = [
    'packages:',
    '  - packages/*',
    'catalog:',
    '  "@scope/host": 4.22.0',
    '  host: 1.30.0',
    '  # The end of the range.',
    '  host-lowest: npm:host@1.22.0',
    '  host-common: 9.9.9',
    '',
    'catalogs:',
    '  host: 7.7.7',
    '',
  ].join('\n');
  const catalog = catalogOf(workspace);

  it('are those that the workspace pins', () => {
    expect([...catalog]).toEqual([
      ['@scope/host', '4.22.0'],
      ['host', '1.30.0'],
      ['host-lowest', '1.22.0'],
      ['host-common', '9.9.9'],
    ]);
  });

  it('of a package are those of its own tests', () => {
    const all = { host: 'catalog:', 'host-lowest': 'catalog:', 'host-common': 'catalog:' };
    expect(testedVersions('host', all, catalog)).toEqual(['1.22.0', '1.30.0']);
    expect(testedVersions('host', { host: 'catalog:' }, catalog)).toEqual(['1.30.0']);
    expect(testedVersions('host', {}, catalog)).toEqual([]);
  });

  it('are known for every host framework that is not optional', () => {
    const catalog = catalogOf(readFileSync(new URL('../../../../pnpm-workspace.yaml', import.meta.url), 'utf8'));
    for (const { manifest } of publishedPackages()) {
      for (const name of Object.keys(manifest.peerDependencies ?? {})) {
        expect(testedVersions(name, manifest.devDependencies, catalog), `${manifest.name}: ${name}`).not.toEqual([]);
      }
    }
  });
});

it('tests that passed are counted by operation', () => {
  const results = {
    'golden/a/forward': ['passed', 0.5],
    'golden/a/gradInput': ['not-supported'],
    'errors/b': ['expected-fail'],
    'errors/c': ['passed'],
    'golden/d/gradKernel': ['failed', 'Infinity'],
  } as const;
  expect(passedByOperation(results)).toEqual({ forward: 1, gradInput: 0, gradKernel: 0 });
});
