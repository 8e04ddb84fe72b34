// The public API of every package, as its declarations say, is checked in: a change of it shows in the diff.
// `pnpm --filter @involution/workspace write-api-reports` writes the reports anew.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { describe, expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../../../packages/', import.meta.url));

interface Manifest {
  exports: Record<string, string | { types?: string }>;
}

/** The declarations of each entry of a package. */
function entriesOf(name: string): { entry: string; types: string }[] {
  const { exports } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Manifest;
  return Object.values(exports).flatMap((target) => {
    const types = typeof target === 'string' ? undefined : target.types;
    return types === undefined ? [] : [{ entry: basename(types, '.d.ts'), types }];
  });
}

/** What a program can import from an entry. */
function reportOf(name: string, types: string): string {
  const folder = join(packages, name);
  const reportFolder = mkdtempSync(join(tmpdir(), 'api-report-'));
  try {
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: join(folder, types),
        compiler: {
          overrideTsconfig: {
            compilerOptions: { target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', skipLibCheck: true },
            files: [join(folder, types)],
          },
        },
        apiReport: { enabled: true, reportFolder, reportTempFolder: reportFolder, reportFileName: 'report.api.md' },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        newlineKind: 'lf',
        // What the comments look like is not what this is about.
        messages: {
          extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, 'package.json'),
    });
    const errors: string[] = [];
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback(message) {
        if (message.logLevel === ExtractorLogLevel.Error) errors.push(message.text);
        message.handled = true;
      },
    });
    expect(errors).toEqual([]);
    return readFileSync(join(reportFolder, 'report.api.md'), 'utf8');
  } finally {
    rmSync(reportFolder, { recursive: true });
  }
}

describe.each(readdirSync(packages))('packages/%s', (name) => {
  it.each(entriesOf(name))(
    'has the public API that its report in api/ says: $entry',
    { timeout: 120_000 },
    async ({ entry, types }) => {
      await expect(reportOf(name, types)).toMatchFileSnapshot(join(packages, name, 'api', `${entry}.api.md`));
    },
  );
});
