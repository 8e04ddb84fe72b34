import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { checkLines } from './checks.ts';
import { compile } from './compile.ts';
import examples from './examples.data.ts';
import { importsOf } from './imports.ts';
import { isModuleName, megabytesOf } from './modules.ts';
import { codeOfHash, hashOfCode } from './share.ts';
import { textOf, textOfError } from './text.ts';

/** Runs a compiled program here. */
async function outcome(code: string, modules: Readonly<Record<string, object>> = {}): Promise<Record<string, unknown>> {
  const exports = {};
  const url = `data:text/javascript,${encodeURIComponent(compile(code).module)}`;
  const { default: program } = await import(/* @vite-ignore */ url);
  await program((name: string) => modules[name], exports);
  return exports;
}

describe('compile', () => {
  it('strips types, asks for imports, and awaits', async () => {
    const code = [
      "import { type Gone, add } from 'numbers';",
      "import type { AlsoGone } from 'types';",
      'const two: number = await Promise.resolve(2);',
      'export const sum = add(two, 3) satisfies number;',
    ].join('\n');
    const numbers = { __esModule: true, add: (a: number, b: number) => a + b };
    expect(compile(code).imports).toEqual(['numbers']);
    expect((await outcome(code, { numbers })).sum).toBe(5);
  });

  it('keeps lines where they are', () => {
    const code = "import { a } from 'b';\n\nconst x: {\n  y: number;\n} = a;\nthrow x;";
    const line = (text: string) => text.split('\n').findIndex((one) => one.includes('throw x'));
    expect(line(compile(code).module)).toBe(line(code));
  });

  it('says where a program is wrong', () => {
    expect(() => compile('const a = 1;\nconst b = ;')).toThrow(/^line 2: Unexpected token$/);
  });
});

describe('importsOf', () => {
  it('finds modules, but not those of types alone or in text', () => {
    const code = [
      "import * as tf from '@tensorflow/tfjs';",
      "import '@involution/tfjs-cpu/register'; // import 'not-this'",
      "import {\n  a,\n  b,\n} from 'several-lines';",
      "import type { T } from 'types';",
      "const c = await import('dynamic');",
      "console.log('import it from a shop');",
      "import '@involution/tfjs-cpu/register';",
    ].join('\n');
    const found = ['@tensorflow/tfjs', '@involution/tfjs-cpu/register', 'several-lines', 'dynamic'];
    expect(importsOf(code)).toEqual(found);
  });

  it.each(examples.load())('finds what $id asks for', ({ code, imports }) => {
    expect(imports.length).toBeGreaterThan(0);
    expect([...imports].sort()).toEqual([...compile(code).imports].sort());
  });
});

describe('checkLines', () => {
  const code = 'log(1); // → 1\n\nlog(2, 3); // → 2 3\nlog(); // → more';

  it('compares the k-th line with the k-th comment', () => {
    expect(checkLines(code, ['1', '2 4'], true)).toEqual([
      { line: 1, promised: '1', logged: '1', state: 'met' },
      { line: 3, promised: '2 3', logged: '2 4', state: 'unmet' },
      { line: 4, promised: 'more', state: 'unmet' },
    ]);
  });

  it('waits for what may still come', () => {
    expect(checkLines(code, ['1'], false).map(({ state }) => state)).toEqual(['met', 'pending', 'pending']);
  });
});

describe('links', () => {
  it('hold a program, whatever is in it', async () => {
    const code = 'const π = "内卷 // → 🐈";\n'.repeat(40);
    const hash = await hashOfCode(code);
    expect(hash).toMatch(/^#code=[\w-]+$/);
    expect(hash.length).toBeLessThan(code.length / 4);
    expect(await codeOfHash(hash)).toBe(code);
  });

  it('without a program hold none, and one that is cut off is an error', async () => {
    expect(await codeOfHash('#tfjs-1')).toBeUndefined();
    const hash = await hashOfCode('console.log(1); // → 1');
    await expect(codeOfHash(hash.slice(0, -8))).rejects.toThrow();
  });
});

describe('text', () => {
  it.each([
    [[1, [2, 3]], '1,2,3'],
    [{ a: [1, undefined] }, '{"a":[1,null]}'],
    [{ a: 1n }, '[object Object]'],
    [null, 'null'],
    [new Float32Array([0.5, 2]), '0.5,2'],
    [new RangeError('too far'), 'RangeError: too far'],
  ])('of %o', (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it('of an error says its line and its code', () => {
    const error = Object.assign(new Error('odd'), { code: 'INVALID_PAD' });
    error.stack = 'Error: odd\n    at f (http://x/assets/a.js:9:9)\n    at blob:http://x/0a-1b:12:7';
    expect(textOfError(error)).toBe('line 12: Error: odd (INVALID_PAD)');
    expect(textOfError('nothing')).toBe('thrown: nothing');
  });
});

describe('modules', () => {
  it('are all that the examples import', () => {
    const missing = examples
      .load()
      .flatMap(({ id, imports }) => imports.filter((name) => !isModuleName(name)).map((name) => [id, name]));
    expect(missing).toEqual([]);
  });

  it.each([
    ['onnxruntime-web', 'ort-wasm-simd-threaded.wasm'],
    ['onnxruntime-web/webgpu', 'ort-wasm-simd-threaded.asyncify.wasm'],
  ])('%s weighs what its binary and its script do', (name, file) => {
    const binary = createRequire(import.meta.url).resolve(`onnxruntime-web/${file}`);
    const script = 0.1;
    expect(megabytesOf([name]) - megabytesOf([])).toBeCloseTo(statSync(binary).size / 1e6 + script, 0);
  });
});
