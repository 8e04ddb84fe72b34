// Which versions of the host frameworks a package is tested with: those that the workspace pins.

/** Dependencies by name, as a package.json has them. */
type Dependencies = Readonly<Record<string, string>>;

/**
 * Versions by the name under which packages of the workspace depend on them, out of pnpm-workspace.yaml. Of an alias
 * (`npm:name@1.2.3`), the version.
 */
export function catalogOf(workspace: string): ReadonlyMap<string, string> {
  const [, catalog = ''] = /^catalog:\n((?: .*\n|#.*\n|\n)*)/m.exec(workspace) ?? [];
  const lines = catalog.matchAll(/^ {2}"?([@\w/.-]+)"?: "?(?:npm:.*@)?([^"\n]+?)"?$/gm);
  return new Map(Array.from(lines, ([, name, version]) => [name!, version!]));
}

/** The versions of a host framework that tests of a package run on: its own, and those under names such as `…-lowest`. */
export function testedVersions(
  framework: string,
  devDependencies: Dependencies,
  catalog: ReadonlyMap<string, string>,
): string[] {
  const names = Object.keys(devDependencies).filter(
    (name) => name === framework || new RegExp(`^${framework}-(lowest|prerelease)$`).test(name),
  );
  const versions = names.flatMap((name) => catalog.get(name) ?? []);
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
