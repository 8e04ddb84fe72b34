import { readFileSync } from 'node:fs';
import { testReadme } from '@involution/readme';
import { expect, it } from 'vitest';
import { ERROR_CODES } from './errors.ts';

const readme = new URL('../README.md', import.meta.url);

testReadme(readme);

it('documents every error code in the words of its owner', () => {
  const rows = [...readFileSync(readme, 'utf8').matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, code, text]) => [
    code,
    text,
  ]);
  expect(rows).toEqual(Object.entries(ERROR_CODES));
});
