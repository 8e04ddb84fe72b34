import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { makeBinaries } from '../scripts/compile.ts';

describe('the binaries', () => {
  it('are what assembly/ compiles to', { timeout: 120_000 }, async () => {
    expect(await readFile(new URL('binaries.ts', import.meta.url), 'utf8')).toBe(await makeBinaries());
  });

  it('are at most 10 KB of an application, with all builds and the code around them', {
    timeout: 120_000,
  }, async () => {
    const application = `import { loadInvolutionWasm } from '${import.meta.dirname}/index.ts';
      globalThis.wasm = loadInvolutionWasm();`;
    const bundled = await build({
      configFile: false,
      logLevel: 'error',
      // Not as a library, whose spaces Vite leaves to those who bundle it.
      build: { write: false, target: 'esnext', modulePreload: false, rolldownOptions: { input: 'application' } },
      plugins: [
        {
          name: 'application',
          resolveId: (id) => (id === 'application' ? '\0application' : undefined),
          load: (id) => (id === '\0application' ? application : undefined),
        },
      ],
    });
    const code = [bundled].flat().flatMap((result) => ('output' in result ? result.output : []));
    const bytes = code.flatMap((output) =>
      output.type === 'chunk' ? [gzipSync(output.code, { level: 9 }).length] : [],
    );
    expect(bytes).toHaveLength(1);
    expect(bytes[0]).toBeLessThanOrEqual(10_000);
  });
});
