import { ERROR_CODES } from '@involution/core';
import { expect, it } from 'vitest';
import { adviceFor } from './messages.ts';

it.each(['en', 'zh-CN'])('has advice on every code, %s', (lang) => {
  const advice = adviceFor(lang);
  expect(advice.map(({ code }) => code)).toEqual(Object.keys(ERROR_CODES));
  for (const { meaning, remedy } of advice) {
    expect(meaning).not.toBe('');
    expect(remedy).not.toBe('');
    // Code is between a pair of backquotes.
    expect(`${meaning}${remedy}`.split('`').length % 2).toBe(1);
  }
});
