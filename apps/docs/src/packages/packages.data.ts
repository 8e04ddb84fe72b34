// What a visitor pastes: the first command and the first example of each package's README, which a test of that package runs.
import { readFileSync } from 'node:fs';

/** The lines to paste for one backend. */
export interface Lines {
  readonly framework: string;
  readonly backend: string;
  readonly package: string;
  readonly install: string;
  readonly example: string;
}

const PACKAGES = [
  ['TensorFlow.js', 'WebGPU', 'tfjs-webgpu'],
  ['TensorFlow.js', 'WebGL', 'tfjs-webgl'],
  ['TensorFlow.js', 'WebAssembly', 'tfjs-wasm'],
  ['TensorFlow.js', 'CPU', 'tfjs-cpu'],
  ['TensorFlow.js', 'tf.layers', 'tfjs-layers'],
  ['TensorFlow.js', 'tf.loadGraphModel', 'tfjs-converter'],
  ['onnxruntime-web', 'WebGPU, WebAssembly', 'onnxruntime-web'],
] as const;

declare const data: readonly Lines[];

export { data };

export default {
  watch: ['../../../../packages/*/README.md'],
  load(): readonly Lines[] {
    return PACKAGES.map(([framework, backend, name]) => {
      const readme = readFileSync(new URL(`../../../../packages/${name}/README.md`, import.meta.url), 'utf8');
      const first = (language: string) => {
        const [, block] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(readme) ?? [];
        if (block === undefined) throw new Error(`The README of ${name} has no block of ${language}.`);
        return block.trimEnd();
      };
      return { framework, backend, package: `@involution/${name}`, install: first('sh'), example: first('ts') };
    });
  },
};
