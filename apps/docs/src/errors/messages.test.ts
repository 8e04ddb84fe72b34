import { ERROR_CODES } from '@involution/core';
import { expect, it } from 'vitest';
import { advice } from './messages.ts';

it.each(['en', 'zh'] as const)('has advice on every code, %s', (language) => {
  expect(advice[language].map(({ code }) => code)).toEqual(Object.keys(ERROR_CODES));
  for (const { meaning, remedy } of advice[language]) {
    expect(meaning).not.toBe('');
    expect(remedy).not.toBe('');
    // Code is between a pair of backquotes.
    expect(`${meaning}${remedy}`.split('`').length % 2).toBe(1);
  }
});
