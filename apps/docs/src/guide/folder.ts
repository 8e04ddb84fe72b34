// Where blocks run: the programs of each page in a folder of its own, and the files that they find in theirs.
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { goldenGraphModels } from '@involution/fixtures/graph-models';
import type { Program } from './blocks.ts';

const ROOT = new URL('../../../../', import.meta.url);
/** Of this process, so that several may run. */
const FOLDER = new URL(`../../.readme/${process.pid}/`, import.meta.url);
const PROGRAMS = new URL('programs/', FOLDER);

/** Where blocks begin in Node, and what a page's server has at its top. */
export const FILES = new URL('files/', FOLDER);

/** Files of the repository by the names that they have for blocks. */
const SOURCES = {
  'photo.png': 'apps/demo/assets/cat.png',
  'rednet.pth': 'tooling/digits/data/rednet.pth',
  'example.keras': 'tooling/digits/data/keras-example.keras',
  'exported.onnx': 'tooling/fixtures/data/onnx/rednet26-width-8-dynamo-batch.onnx.gz',
  'layer.onnx': 'tooling/fixtures/data/onnx/layer-k7-stride-2-ts-batch.onnx.gz',
};

/**
 * Makes the files that blocks find: {@link SOURCES}, in `rednet/` what `involution-convert` writes of `rednet.pth`, and in
 * `web_model/` what `tensorflowjs_converter` has made of a network that Keras trained.
 */
export async function writeFiles(): Promise<void> {
  await mkdir(FILES, { recursive: true });
  for (const [name, source] of Object.entries(SOURCES)) {
    const bytes = await readFile(new URL(source, ROOT));
    await writeFile(new URL(name, FILES), source.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  }
  await mkdir(new URL('web_model/', FILES));
  const { model, weights } = goldenGraphModels.find(({ kind }) => kind === 'network')!;
  await writeFile(new URL('web_model/model.json', FILES), JSON.stringify(model));
  const [shard] = model.weightsManifest[0]!.paths;
  await writeFile(new URL(`web_model/${shard}`, FILES), weights, 'base64');
  await runCommand(['involution-convert', 'rednet.pth', '--image-size', '32', '--out', 'rednet']);
}

/**
 * Runs a command of this package where blocks begin.
 *
 * @throws Error when it exits with another number than 0.
 */
export async function runCommand([name, ...args]: readonly string[]): Promise<void> {
  const program = fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
  await promisify(execFile)(program, args, { cwd: fileURLToPath(FILES), shell: process.platform === 'win32' });
}

/** A program as a module. */
export interface Written extends Program {
  readonly path: string;
}

/**
 * Writes the programs of pages as modules, in whose places imports resolve as they do in the site.
 *
 * @returns Of each page those to run. A file that no other block of its page names is one of them: it has to load.
 */
export async function writePrograms(pages: ReadonlyMap<string, readonly Program[]>): Promise<Map<string, Written[]>> {
  const written = new Map<string, Written[]>();
  for (const [page, programs] of pages) {
    const at = new URL(`.${page}/`, PROGRAMS);
    await mkdir(at, { recursive: true });
    await Promise.all(programs.map(({ file, code }) => writeFile(new URL(file, at), code)));
    const isUsed = ({ file }: Program) =>
      programs.some((other) => other.file !== file && other.code.includes(`/${file}`));
    const run = programs.filter((program) => !program.isFile || !isUsed(program));
    written.set(
      page,
      run.map((program) => ({ ...program, path: fileURLToPath(new URL(program.file, at)) })),
    );
  }
  return written;
}

/** What the compiler says of the types of all programs that were written; nothing if they are right. */
export async function typeErrors(): Promise<string> {
  const settings = {
    extends: fileURLToPath(new URL('tsconfig.base.json', ROOT)),
    include: ['**/*.ts'],
    compilerOptions: {
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: ['node', 'vite/client', '@webgpu/types'],
      declaration: false,
      noUnusedLocals: false,
    },
  };
  await writeFile(new URL('tsconfig.json', PROGRAMS), JSON.stringify(settings));
  const typecheck = fileURLToPath(new URL('tooling/config/typecheck.mjs', ROOT));
  const { status, stdout } = spawnSync(process.execPath, [typecheck, '.'], { cwd: PROGRAMS, encoding: 'utf8' });
  return status === 0 ? '' : stdout || `the compiler ended with ${status}`;
}

/** Removes all that was written. */
export async function removeAll(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
}
