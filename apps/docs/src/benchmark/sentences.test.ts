import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SECTIONS } from '../site/pages.ts';

it('no figure begins a line, where VitePress would end the paragraph before it', () => {
  const paths = SECTIONS.flatMap(({ pages }) => pages.flatMap(({ path }) => [path, `/zh${path}`]));
  const files = paths.map((path) => new URL(`../..${path}.md`, import.meta.url)).filter((file) => existsSync(file));
  expect(files.length).toBeGreaterThan(20);
  const broken = files.filter((file) => /^<BenchNumber/m.test(readFileSync(file, 'utf8')));
  expect(broken.map(({ pathname }) => pathname)).toEqual([]);
});
