import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { makeBinaries } from '../scripts/compile.ts';
import { ALL, FORWARD } from './binaries.ts';
import { decode } from './decode.ts';
import { fuse } from './fuse.ts';

describe('the binaries', () => {
  it('are what assembly/ compiles to', { timeout: 120_000 }, async () => {
    expect(await readFile(new URL('binaries.ts', import.meta.url), 'utf8')).toBe(await makeBinaries());
  });

  // Each call of `multiplyAdd`, as often as it is inlined. Left over: the first product of each two taps of gather-columns,
  // and of correlate-channels the sum of the channels that fill no vector.
  it.each([
    ['all operations', ALL, { fused: 99, left: 8 }],
    ['y', FORWARD, { fused: 83, left: 7 }],
  ])(
    'of %s with relaxed SIMD are those with SIMD, with every product and the sum behind it fused, and no other',
    (_, text, { fused, left }) => {
      const simd = decode(text);
      const relaxed = fuse(simd);
      const count = (module: string, instruction: string) => module.split(instruction).length - 1;
      const [multiply, add, multiplyAdd] = ['\xfd\xe6\x01', '\xfd\xe4\x01', '\xfd\x85\x02'];
      expect(count(relaxed, multiplyAdd)).toBe(fused);
      expect(count(relaxed, multiply)).toBe(count(simd, multiply) - fused);
      expect(count(relaxed, multiply)).toBe(left);
      expect(count(relaxed, add)).toBe(count(simd, add) - fused);
      expect(relaxed).toHaveLength(simd.length);
    },
  );

  it('are at most 13.6 KB of an application, with all builds and the code around them', {
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
    expect(bytes[0]).toBeLessThanOrEqual(13_600);
  });
});
