// Runs every block of ```ts and ```js of the site, so that what a visitor pastes is what a test has run.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECTIONS } from '../site/pages.ts';
import { commandsOf, programsOf, withoutComments } from './blocks.ts';
import { removeAll, runCommand, typeErrors, type Written, writeFiles, writePrograms } from './folder.ts';
import { type BrowserWithPrograms, openWithPrograms } from './in-browser.ts';
import { logsInNode } from './in-node.ts';

/** Written by programs from the packages' sources: their blocks are signatures. */
const GENERATED = ['/api/', '/changelog'];

const paths = ['/', ...SECTIONS.flatMap(({ pages }) => pages.map(({ path }) => path))].filter(
  (path) => !GENERATED.includes(path) && existsSync(fileOf(path)),
);
const textOf = (path: string) => readFileSync(fileOf(path), 'utf8');
const pages = new Map(paths.map((path) => [path, programsOf(textOf(path))] as const));
const commands = paths.map((path) => [path, commandsOf(textOf(path))] as const).filter(([, lines]) => lines.length > 0);
const written = await writePrograms(pages);

/** Those of one place, by page. */
const programsIn = (isInBrowser: boolean) =>
  [...written]
    .map(([path, programs]) => [path, programs.filter((program) => program.isInBrowser === isInBrowser)] as const)
    .filter(([, programs]) => programs.length > 0);

beforeAll(writeFiles);
afterAll(removeAll);

it('has found the pages', () => {
  expect(paths.length).toBeGreaterThan(5);
});

it.each([...pages])('%s has the same programs in Chinese, comments aside', (path, programs) => {
  const chinese = programsOf(textOf(`/zh${path}`));
  const codes = [programs, chinese].map((programs) => programs.map(({ code }) => withoutComments(code)));
  expect(codes[1]).toEqual(codes[0]);
  expect(commandsOf(textOf(`/zh${path}`))).toEqual(commandsOf(textOf(path)));
});

it('has programs that say what they log', () => {
  const silent = [...pages].flatMap(([path, programs]) =>
    programs.filter(({ isFile, promised }) => !isFile && promised.length === 0).map(({ file }) => `${path} ${file}`),
  );
  expect(silent).toEqual([]);
});

it('has programs whose types are right', async () => {
  expect(await typeErrors()).toBe('');
});

it.each(commands)('the commands of %s succeed', async (_, lines) => {
  for (const line of lines) await expect(runCommand(line), line.join(' ')).resolves.toBeUndefined();
});

describe('in Node', () => {
  it.each(programsIn(false))('the programs of %s log what they say', { timeout: 120_000 }, async (_, programs) => {
    expectPromised(programs, await logsInNode(programs));
  });
});

describe('in a browser', () => {
  let browser: BrowserWithPrograms;
  beforeAll(async () => {
    browser = await openWithPrograms(programsIn(true).flatMap(([, programs]) => programs));
  }, 120_000);
  afterAll(() => browser?.close());

  it.each(programsIn(true))('the programs of %s log what they say', { timeout: 120_000 }, async (_, programs) => {
    const logs: string[][] = [];
    for (const program of programs) logs.push(await browser.logsOf(program));
    expectPromised(programs, logs);
  });
});

function expectPromised(programs: readonly Written[], logs: readonly string[][]): void {
  const seen = Array.from(logs, (lines, k) => ({ file: programs[k]?.file, lines }));
  expect(seen).toEqual(programs.map(({ file, promised }) => ({ file, lines: promised })));
}

function fileOf(path: string): URL {
  return new URL(`../..${path}${path.endsWith('/') ? 'index' : ''}.md`, import.meta.url);
}
