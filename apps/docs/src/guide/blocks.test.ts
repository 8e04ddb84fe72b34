import { describe, expect, it } from 'vitest';
import { commandsOf, programsOf, withoutComments } from './blocks.ts';

const page = (...blocks: string[]) => blocks.map((block) => `Text.\n\n${block}\n`).join('\n');
const fence = (info: string, code: string) => `\`\`\`${info}\n${code}\n\`\`\``;

describe('programsOf', () => {
  it('finds blocks of TypeScript and JavaScript, indented ones too', () => {
    const markdown = page(
      fence('ts', 'a();'),
      fence('sh', 'ls'),
      `- ${fence('js {2}', 'b();').replaceAll('\n', '\n  ')}`,
    );
    expect(programsOf(`${markdown}\n  ${fence('js', 'c();').replaceAll('\n', '\n  ')}\n`)).toMatchObject([
      { file: 'line-3.ts', isInBrowser: false },
      { file: 'line-19.js', isInBrowser: false },
    ]);
  });

  it('gives a program the lines of its page, and what continues it', () => {
    const code = ['const a = 1;\nconsole.log(a); // → 1', 'console.log(a, a); // → 1 1'] as const;
    const [program, ...more] = programsOf(page(fence('ts browser', code[0]), fence('ts continued', code[1])));
    expect(more).toEqual([]);
    expect(program).toMatchObject({ isInBrowser: true, promised: ['1', '1 1'] });
    expect(program!.code.split('\n')).toEqual(['', '', '', ...code[0].split('\n'), '', '', '', '', '', code[1], '']);
  });

  it('knows files by their names', () => {
    expect(programsOf(page(fence('ts file [worker.ts]', 'a();')))).toMatchObject([{ file: 'worker.ts', isFile: true }]);
  });

  it.each([
    ['ts borwser', 'line 3: a block can’t be ‘borwser’'],
    ['ts file', 'line 3: a file needs its name in brackets'],
    ['ts continued', 'line 3: there is no program for this block to continue'],
  ])('refuses %s', (info, message) => {
    expect(() => programsOf(page(fence(info, 'a();')))).toThrow(message);
  });
});

it('commandsOf finds the lines of blocks that say so', () => {
  const markdown = page(fence('sh', 'npx a'), fence('sh run', 'npx b --c d\ne'));
  expect(commandsOf(markdown)).toEqual([['b', '--c', 'd'], ['e']]);
});

it('withoutComments leaves the code and what it logs', () => {
  const code = "\n// One.\nconst url = 'http://a'; // two\n\n/** Three. */\nconsole.log(url); // → http://a\n";
  expect(withoutComments(code)).toBe("const url = 'http://a';\nconsole.log(url); // → http://a");
});
