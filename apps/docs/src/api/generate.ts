// Writes the API reference: a page for each entry of each published package, in the folders of both languages.
//
//   tsx src/api/generate.ts
//
// Where nothing has changed since the last time, nothing is done.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashOfInputs, hashOfLastTime, keepHash } from './inputs.ts';
import { publishedPackages } from './published.ts';

const SITE = new URL('../../', import.meta.url);
/** Above the English reference on a page in Chinese, whose search would find English alone. */
const CHINESE_HEAD =
  '---\noutline: [2, 3]\nsearch: false\n---\n\n::: info\n本页由源代码中的英文注释自动生成。\n:::\n\n';

const entries = publishedPackages().flatMap((one) => one.entries);
const hash = hashOfInputs();
if (hash !== hashOfLastTime()) {
  removePages();
  const { writeEnglish } = await import('./write-english.ts');
  await writeEnglish(entries, SITE);
  writeChinese();
  keepHash(hash);
}

/** All but the index, which is ours. */
function removePages(): void {
  for (const language of ['', 'zh/']) {
    const folder = new URL(`${language}api/`, SITE);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) rmSync(new URL(entry.name, folder), { recursive: true });
    }
  }
}

/** The same pages in the Chinese half: comments are in English alone, and the menu of languages leads somewhere. */
function writeChinese(): void {
  const folder = new URL('api/', SITE);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    // Each package has a folder; the index is ours.
    if (!file.endsWith('.md') || dirname(file) === '.') continue;
    const english = readFileSync(new URL(file, folder), 'utf8');
    const page = new URL(file, new URL('zh/api/', SITE));
    mkdirSync(new URL('./', page), { recursive: true });
    writeFileSync(page, CHINESE_HEAD + english.replace(/^---.*?---\n+/s, '').replaceAll('](/api/', '](/zh/api/'));
  }
}
