import type { NewChangeset, VersionType } from '@changesets/types';
import { major } from 'semver';

/** The reports of a package's public API, by the names of its entries. */
export type Reports = Readonly<Record<string, string>>;

/** A published package as it is on the base branch, and its reports there and here. */
export interface ReportedPackage {
  name: string;
  version: string;
  before: Reports;
  after: Reports;
}

const BUMPS: readonly VersionType[] = ['none', 'patch', 'minor', 'major'];

/**
 * What is wrong with the changesets of a change, one sentence for each package: its reports lack a declaration that they had,
 * and no pending changeset makes a version of that which may break its users, a minor one under 1.0, a major one from there.
 *
 * A declaration whose text has changed counts as lost: the text does not tell a wider type from a narrower one.
 */
export function missingBumps(packages: readonly ReportedPackage[], changesets: readonly NewChangeset[]): string[] {
  const releases = changesets.flatMap((changeset) => changeset.releases);
  return packages.flatMap(({ name, version, before, after }) => {
    const lost = lostDeclarations(before, after);
    const needed = major(version) === 0 ? 'minor' : 'major';
    const isAnnounced = releases.some(
      (release) => release.name === name && BUMPS.indexOf(release.type) >= BUMPS.indexOf(needed),
    );
    if (lost.length === 0 || isAnnounced) return [];
    return [
      `${name} ${version} needs a ${needed} changeset, since its API has these no more or otherwise:\n${lost.join('\n')}`,
    ];
  });
}

/** The first lines of the declarations that an entry had and has no more, with the entry's name. */
function lostDeclarations(before: Reports, after: Reports): string[] {
  return Object.entries(before).flatMap(([entry, report]) => {
    const kept = entry in after ? declarationsOf(after[entry]!) : [];
    const lost = declarationsOf(report).filter((declaration) => !kept.includes(declaration));
    return lost.map((declaration) => `  ${entry}: ${declaration.split('\n')[0]}`);
  });
}

/** A report has a declaration a paragraph. What it imports, and what comments say, is no API. */
function declarationsOf(report: string): string[] {
  const [, code] = /^```ts\n(.*?)^```$/ms.exec(report) ?? [];
  if (code === undefined) throw new Error(`expected a report of API Extractor, got: ${report.slice(0, 100)}`);
  return code
    .split('\n\n')
    .map((paragraph) => paragraph.replaceAll(/^\s*\/\/.*\n?/gm, '').trim())
    .filter((declaration) => declaration !== '' && !declaration.startsWith('import '));
}
