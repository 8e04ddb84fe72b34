// The headers that the page about deployment shows are those that the site sends.
import { readFileSync } from 'node:fs';
import { ISOLATION_HEADERS } from '@involution/browser/isolation';
import { expect, it } from 'vitest';

it.each(['guide/deployment', 'zh/guide/deployment'])('%s shows the headers of isolation for each host', (path) => {
  const page = readFileSync(new URL(`../../${path}.md`, import.meta.url), 'utf8');
  const block = (info: string) => page.slice(page.indexOf(`[${info}]`)).split('```')[0]!;
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) {
    expect(block('_headers')).toContain(`  ${name}: ${value}\n`);
    expect(block('vercel.json')).toContain(
      JSON.stringify({ key: name, value })
        .replaceAll(/([:,{])"/g, '$1 "')
        .replace('}', ' }'),
    );
    expect(block('nginx.conf')).toContain(`add_header ${name} ${value} always;`);
  }
});
