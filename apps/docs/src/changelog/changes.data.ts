// What has changed in each package, and what of it is not released yet.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMarkdownRenderer } from 'vitepress';
import { PACKAGES, publishedPackages } from '../api/published.ts';
import { parseChangeset, releasesOf } from './changes.ts';

/** Of one package. */
export interface Changes {
  readonly name: string;
  /** HTML of each change that is not released. */
  readonly unreleased: readonly string[];
  /** HTML; missing where nothing was ever released. */
  readonly released?: string;
}

declare const data: readonly Changes[];

export { data };

const CHANGESETS = new URL('../../../../.changeset/', import.meta.url);

export default {
  watch: ['../../../../.changeset/*.md', '../../../../packages/*/CHANGELOG.md'],
  async load(): Promise<readonly Changes[]> {
    const markdown = await createMarkdownRenderer(fileURLToPath(new URL('../../', import.meta.url)));
    const files = readdirSync(CHANGESETS).filter((file) => file.endsWith('.md') && file !== 'README.md');
    const changesets = files.sort().map((file) => parseChangeset(readFileSync(new URL(file, CHANGESETS), 'utf8')));
    const changes = publishedPackages().map(async ({ folder, manifest: { name } }) => {
      const own = changesets.filter(({ bumps }) => name in bumps);
      const log = new URL(`${folder}/CHANGELOG.md`, PACKAGES);
      return {
        name,
        unreleased: await Promise.all(own.map(({ text }) => markdown.renderAsync(text))),
        released: existsSync(log) ? await markdown.renderAsync(releasesOf(readFileSync(log, 'utf8'))) : undefined,
      };
    });
    return Promise.all(changes);
  },
};
