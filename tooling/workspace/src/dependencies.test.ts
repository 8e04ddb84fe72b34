// The README of every package ends with a list of all that an install of it brings.
// `pnpm --filter @involution/workspace write-dependencies` writes the lists anew.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Dependency, dependenciesOf } from './dependencies.ts';

const packages = fileURLToPath(new URL('../../../packages/', import.meta.url));
const HEADING = '## Dependencies\n\n<!-- pnpm --filter @involution/workspace write-dependencies -->\n';

describe.each(readdirSync(packages))('packages/%s', (name) => {
  const dependencies = dependenciesOf(join(packages, name));

  it('lists them at the end of its README', async () => {
    const readme = join(packages, name, 'README.md');
    const [own] = readFileSync(readme, 'utf8').split('\n## Dependencies\n');
    await expect(`${own}\n${HEADING}\n${sectionOf(dependencies)}`).toMatchFileSnapshot(readme);
  });

  it('has none that runs a script when it is installed', () => {
    expect(dependencies.filter(({ installScripts }) => installScripts.length > 0)).toEqual([]);
  });
});

/** In Markdown. Sizes are those of the lockfile's versions. */
function sectionOf(dependencies: readonly Dependency[]): string {
  if (dependencies.length === 0) return 'None.\n';
  const rows = dependencies.map(({ name, ranges, licence, bytes }) =>
    bytes === undefined
      ? `| ${name} | this repository's | ${licence} | |`
      : `| ${name} | \`${[...ranges].join('`, `')}\` | ${licence} | ${sizeText(bytes)} |`,
  );
  const optional = dependencies.flatMap(({ name, optional }) =>
    optional.length > 0 ? [`${name} (${optional.length})`] : [],
  );
  return [
    'What an install brings, without the peers; sizes are those of the versions that are tested.\n',
    '| package | version | licence | installed |\n|---|---|---|---|',
    ...rows,
    '',
    ...(optional.length > 0
      ? [`Optional packages come too where they fit the system: of ${optional.join(', ')}.\n`]
      : []),
  ].join('\n');
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
