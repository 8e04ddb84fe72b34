import { defineConfig, type Rolldown } from 'tsdown';

/**
 * One build for every package and app: each of these files, where it exists, becomes an entry of that name.
 * What a package lists under `dependencies` or `peerDependencies` stays an import; a private workspace package under
 * `devDependencies` is bundled.
 */
export default defineConfig({
  cwd: process.cwd(),
  entry:
    'src/{index,register,fused,networks,vitest,tfjs,onnxruntime,process,model,fuser,functions,proto,threads,node,cli}.ts',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  // Entries that run in Node alone.
  external: [/^node:/],
  // Types are read off the sources: `isolatedDeclarations` has every export say its own.
  dts: { sourcemap: false, oxc: true },
  sourcemap: true,
  plugins: [declarationsWithoutMaps()],
  clean: true,
  fixedExtension: false,
  hash: false,
  logLevel: 'warn',
});

/** Takes away the comment that names a declaration's source map, which rolldown writes though `dts.sourcemap` wants no map. */
function declarationsWithoutMaps(): Rolldown.Plugin {
  return {
    name: 'declarations-without-maps',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file.fileName.endsWith('.d.ts')) {
          file.code = file.code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
        }
      }
    },
  };
}
