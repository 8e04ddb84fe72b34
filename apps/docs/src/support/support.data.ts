// The support matrix: what packages ask for, what they are tested with, and what the conformance kit found.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { publishedPackages } from '../api/published.ts';
import { RUNTIMES } from '../compute/runtimes.ts';
import { KERNELS } from '../conformance/kernels.ts';
import type { Reference } from '../conformance/reference.ts';
import { passedByOperation } from './tally.ts';
import { catalogOf, testedVersions } from './tested-versions.ts';

/** A host framework that a package runs on. */
export interface Peer {
  readonly name: string;
  readonly range: string;
  readonly isOptional: boolean;
  readonly tested: readonly string[];
}

/** What a package asks for. */
export interface PackageSupport {
  readonly name: string;
  readonly node: string;
  readonly peers: readonly Peer[];
  readonly commands: readonly string[];
}

/** What the kit found on a runtime, or on bare kernels, in an engine. */
export interface RuntimeSupport extends Omit<Reference, 'runtime' | 'results' | 'knownFailures'> {
  /** As people call it. */
  readonly runtime: string;
  readonly passed: ReturnType<typeof passedByOperation>;
  /** Why tests fail that are known to, each reason once. */
  readonly reasons: readonly string[];
}

declare const data: { readonly packages: readonly PackageSupport[]; readonly runtimes: readonly RuntimeSupport[] };

export { data };

export default {
  watch: ['../../../../packages/*/package.json', '../../../../pnpm-workspace.yaml', '../conformance/results/*.json'],
  load: (): typeof data => ({ packages: packageSupport(), runtimes: runtimeSupport() }),
};

function packageSupport(): PackageSupport[] {
  const catalog = catalogOf(readFileSync(new URL('../../../../pnpm-workspace.yaml', import.meta.url), 'utf8'));
  return publishedPackages().map(({ manifest }) => ({
    name: manifest.name,
    node: manifest.engines.node,
    peers: Object.entries(manifest.peerDependencies ?? {}).map(([name, range]) => ({
      name,
      range,
      isOptional: manifest.peerDependenciesMeta?.[name]?.optional === true,
      tested: testedVersions(name, manifest.devDependencies, catalog),
    })),
    commands: Object.keys(manifest.bin ?? {}),
  }));
}

/** The files that the conformance page compares with. */
function runtimeSupport(): RuntimeSupport[] {
  const folder = new URL('../conformance/results/', import.meta.url);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  const found = files.map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Reference);
  return [...RUNTIMES, ...KERNELS].flatMap(({ id, name }) =>
    found
      .filter(({ runtime }) => runtime === id)
      .map(({ results, knownFailures, ...rest }) => ({
        ...rest,
        runtime: name,
        passed: passedByOperation(results),
        reasons: [...new Set(Object.values(knownFailures))],
      })),
  );
}
