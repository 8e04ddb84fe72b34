import type { TestResult } from '@involution/conformance';
import { expect, it } from 'vitest';
import { notesOf } from './notes.ts';

const result = (id: string, status: TestResult['status'], message?: string): TestResult => ({
  id,
  suite: 'errors',
  status,
  message,
});

it('has a line for each reason, failures first', () => {
  const results = [
    result('a', 'not-supported', 'no gradients'),
    result('b', 'passed'),
    result('c', 'not-supported', 'no gradients'),
    result('d', 'failed', 'wrong'),
  ];
  expect(notesOf([{ id: 'ort-wasm', state: 'done', results }])).toEqual([
    { backend: 'ort-wasm', status: 'failed', reason: 'wrong', ids: ['d'] },
    { backend: 'ort-wasm', status: 'not-supported', reason: 'no gradients', ids: ['a', 'c'] },
  ]);
});
