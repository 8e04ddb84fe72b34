import { readFileSync } from 'node:fs';

/** The code of each block of a language in a README, in order; those of lists are indented. */
export function blocksOf(readme: URL, language: 'ts' | 'js'): string[] {
  const block = new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, 'gms');
  return [...readFileSync(readme, 'utf8').matchAll(block)].map(([, indent, code]) =>
    code!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}
