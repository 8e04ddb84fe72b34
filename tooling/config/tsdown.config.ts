import { defineConfig } from 'tsdown';

/**
 * One build for every package and app: each of these files, where it exists, becomes an entry of that name.
 * What a package lists under `dependencies` or `peerDependencies` stays an import; a private workspace package under
 * `devDependencies` is bundled.
 */
export default defineConfig({
  cwd: process.cwd(),
  entry: 'src/{index,register,networks,vitest,tfjs,onnxruntime,process,model,node,cli}.ts',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  // Entries that run in Node alone.
  external: [/^node:/],
  // Types are read off the sources: `isolatedDeclarations` has every export say its own.
  dts: { sourcemap: false, oxc: true },
  sourcemap: true,
  clean: true,
  fixedExtension: false,
  hash: false,
  logLevel: 'warn',
});
