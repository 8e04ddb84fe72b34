// The ```ts and ```js blocks of a page, as programs that can be run. The README of the site says how a block is written.
import { promisedLines } from '@involution/readme/promised';

/** A block with those that continue it, or a file that other blocks of its page use. */
export interface Program {
  /** Name of its module among those of the page. */
  readonly file: string;
  /** Whether it is run for itself. */
  readonly isFile: boolean;
  readonly isInBrowser: boolean;
  /** Its lines have the numbers that they have on the page, so that errors name these. */
  readonly code: string;
  /** The lines that it says it logs. */
  readonly promised: readonly string[];
}

const BLOCK = /^([ \t]*)```(ts|js|typescript|javascript|mts|mjs)\b(.*)\n([\s\S]*?)^\1```[ \t]*$/gm;

/** The programs of a page, in order. */
export function programsOf(markdown: string): Program[] {
  const programs: Program[] = [];
  for (const { index, 1: indent, 2: language, 3: info, 4: indented } of markdown.matchAll(BLOCK)) {
    const line = markdown.slice(0, index).split('\n').length;
    const { isContinued, title, ...flags } = parseInfo(info!, line);
    const text = indented!.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const last = programs.at(-1);
    if (!isContinued) {
      const file = flags.isFile ? title! : `line-${line}.${/^m?t/.test(language!) ? 'ts' : 'js'}`;
      programs.push({ file, ...flags, ...withLines('', line, text) });
    } else if (last && !last.isFile) {
      programs.push({ ...programs.pop()!, ...withLines(last.code, line, text) });
    } else throw new Error(`line ${line}: there is no program for this block to continue`);
  }
  return programs;
}

/** The commands in a page's blocks of ```sh run, one a line: a program of this package and its arguments. */
export function commandsOf(markdown: string): string[][] {
  const blocks = [...markdown.matchAll(/^```sh run\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  return blocks.flatMap((text) => text.trim().split('\n')).map((line) => line.replace(/^npx /, '').split(/\s+/));
}

/** Without comments, empty lines and what stands before lines: what is the same in every language of the site. */
export function withoutComments(code: string): string {
  return code
    .replaceAll(/(^|\s+)\/\/ (?!→).*$|\/\*[\s\S]*?\*\//gm, '')
    .replaceAll(/\n\s*/g, '\n')
    .trim();
}

/** @param line Of the page, after which the text stands. */
function withLines(before: string, line: number, text: string): Pick<Program, 'code' | 'promised'> {
  const missing = line - before.split('\n').length + 1;
  const code = before + '\n'.repeat(missing) + text;
  return { code, promised: promisedLines(code) };
}

function parseInfo(info: string, line: number) {
  const title = /\[(.*)\]/.exec(info)?.[1];
  const words = info.replace(/\[.*\]|\{.*\}|:\S+/g, '').split(' ');
  const unknown = words.find((word) => !['', 'browser', 'continued', 'file'].includes(word));
  if (unknown !== undefined) throw new Error(`line ${line}: a block can’t be ‘${unknown}’`);
  const isFile = words.includes('file');
  if (isFile && title === undefined) throw new Error(`line ${line}: a file needs its name in brackets`);
  return { isContinued: words.includes('continued'), isFile, isInBrowser: words.includes('browser'), title };
}
