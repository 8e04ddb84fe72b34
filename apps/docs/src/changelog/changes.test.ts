import { describe, expect, it } from 'vitest';
import { parseChangeset, releasesOf } from './changes.ts';

describe('parseChangeset', () => {
  it('reads which packages change, and what is said of it', () => {
    const file = '---\n\n"@involution/core": minor\n\'involution-convert\': patch\n---\n\nMore of `cost`.\nAnd more.\n';
    expect(parseChangeset(file)).toEqual({
      bumps: { '@involution/core': 'minor', 'involution-convert': 'patch' },
      text: 'More of `cost`.\nAnd more.',
    });
  });

  it('refuses what is none', () => {
    expect(() => parseChangeset('# Hello\n')).toThrow('no changeset: # Hello');
  });
});

it('releases stand under the heading of their package', () => {
  const changelog = '# @involution/core\n\n## 1.1.0\n\n### Minor Changes\n\n- 1234: More.\n';
  expect(releasesOf(changelog)).toBe('### 1.1.0\n\n#### Minor Changes\n\n- 1234: More.');
});
