import { describe, expect, it } from 'vitest';
import { InvolutionError, isInvolutionError, unexpected } from './errors.ts';

describe('InvolutionError', () => {
  it('has a code, an argument, a sentence and the cause', () => {
    const cause = new RangeError('no room');
    const error = new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'memory', 'The memory cannot grow.', { cause });
    expect(error).toMatchObject({ name: 'InvolutionError', code: 'DEVICE_LIMIT_EXCEEDED', argument: 'memory', cause });
    expect(String(error)).toBe('InvolutionError: The memory cannot grow.');
    expect('cause' in new InvolutionError('INVALID_DATA', 'x', 'x is empty.')).toBe(false);
  });

  it('is known across copies of this package, and nothing else is', async () => {
    // The query makes Vite load the module a second time, as a second installed copy would be.
    const copy = (await import('./errors.ts?copy' as string)) as typeof import('./errors.ts');
    const error = new copy.InvolutionError('INVALID_DATA', 'x', 'x is empty.');
    expect(error instanceof InvolutionError).toBe(false);
    expect(isInvolutionError(error)).toBe(true);
    expect(
      [new Error('x'), { name: 'InvolutionError', code: 'INVALID_DATA' }, null, 'x'].map(isInvolutionError),
    ).toEqual([false, false, false, false]);
  });
});

describe('messages', () => {
  const messageOf = (got: unknown) => unexpected('INVALID_OPTIONS', 'options', got, 'good').message;

  it.for<[string, unknown, string]>([
    ['texts', 'tap', "'tap'"],
    ['numbers that JSON lacks', [1, Number.NaN, undefined], '[1, NaN, undefined]'],
    ['objects', { a: { b: [1n] } }, '{a: {b: [1n]}}'],
    ['functions', () => 0, 'a function'],
    ['symbols', Symbol('s'), 'Symbol(s)'],
    ['control characters', 'a\u001b[31m\n\u202eb', "'a\\u{1b}[31m\\u{a}\\u{202e}b'"],
    ['control characters of names', { '\u0007': 1 }, '{\\u{7}: 1}'],
    ['arrays of numbers', new Float64Array(3), 'Float64Array of 24 bytes'],
    ['long lists', Array.from({ length: 1e6 }, () => 1), `[${'1, '.repeat(12)}…]`],
    ['a throwing getter', Object.defineProperty({}, 'x', { enumerable: true, get: () => expect.fail() }), '{…}'],
  ])('print %s', ([, got, printed]) => {
    expect(messageOf(got)).toBe(`options is ${printed}, but must be good.`);
  });

  it('are short and printable whoever writes them', () => {
    const error = new InvolutionError('INVALID_MODEL', `node '\u001b${'n'.repeat(1e6)}'`, `a\nb${'c'.repeat(1e6)}`);
    expect(error.message).toMatch(/^a\\u\{a\}bc+…$/);
    expect([error.message.length, error.argument.length].every((length) => length < 1100)).toBe(true);
    expect(error.argument).toMatch(/^node '\\u\{1b\}n+…$/);
  });

  it('stay short whatever they are about', () => {
    const cyclic: { self?: unknown; list: unknown[] } = { list: [] };
    cyclic.self = cyclic;
    cyclic.list.push(cyclic, cyclic);
    for (const got of ['x'.repeat(1e7), cyclic, new Float64Array(1e6), { [`n${'x'.repeat(1e6)}`]: 1 }]) {
      expect(messageOf(got).length).toBeLessThan(1100);
    }
  });
});
