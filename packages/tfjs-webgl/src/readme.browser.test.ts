import { describe, expect, it, vi } from 'vitest';
import readme from '../README.md?raw';
import example from './readme-example.js?raw';

describe('README', () => {
  it('shows the example', () => {
    expect(readme).toContain(`\`\`\`js\n${example}\`\`\``);
  });

  it('has an example that prints what it says', async () => {
    const promised = [...example.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const file = './readme-example.js';
    await import(/* @vite-ignore */ file);
    const printed = log.mock.calls.map((words) => words.map(String).join(' '));
    log.mockRestore();
    expect(promised).toHaveLength(2);
    expect(printed).toEqual(promised);
  });
});
