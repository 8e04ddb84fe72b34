// What Changesets keep: files of what is to be released, and a CHANGELOG.md in each package that was.

/** A file in `.changeset`. */
export interface Changeset {
  /** How each package's version will change. */
  readonly bumps: Readonly<Record<string, string>>;
  /** Markdown. */
  readonly text: string;
}

/** @throws Error for what is no changeset. */
export function parseChangeset(file: string): Changeset {
  const [, header, text] = /^---\n(.*?)\n---\n(.*)$/s.exec(file) ?? [];
  if (header === undefined || text === undefined) throw new Error(`no changeset: ${file.slice(0, 80)}`);
  const lines = header.matchAll(/^["']?([^"'\n:]+)["']?: (major|minor|patch)$/gm);
  return { bumps: Object.fromEntries(Array.from(lines, ([, name, bump]) => [name!, bump!])), text: text.trim() };
}

/** The text of a CHANGELOG.md below the name of its package, a level down: its versions stand under a heading. */
export function releasesOf(changelog: string): string {
  return changelog
    .replace(/^# .*\n+/, '')
    .replace(/^#/gm, '##')
    .trim();
}
