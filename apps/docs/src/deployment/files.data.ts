// The bytes of the WebAssembly files that the frameworks' packages bring, as installed here.
import { readdirSync, statSync } from 'node:fs';

type Sizes = Readonly<Record<string, Readonly<Record<string, number>>>>;

declare const data: Sizes;

export { data };

const PACKAGES = ['@tensorflow/tfjs-backend-wasm', 'onnxruntime-web'];

export default {
  load(): Sizes {
    return Object.fromEntries(PACKAGES.map((name) => [name, sizesOf(name)]));
  },
};

function sizesOf(name: string): Record<string, number> {
  const folder = new URL(`../../node_modules/${name}/dist/`, import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.wasm'));
  return Object.fromEntries(files.map((file) => [file, statSync(new URL(file, folder)).size]));
}
