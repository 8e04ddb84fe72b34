// The applications: folders of `apps/starters`, and what runs them.
import { inPage, inProgram, type RunApp } from './run.ts';

/** An application, and what it is run in. */
export interface App {
  readonly folder: string;
  /** As people call it. */
  readonly place: string;
  readonly run: RunApp;
}

/** npm has these programs; they come when they are asked for, and stay out of everybody's install. */
const BUN = ['npx', '--yes', 'bun@1.4.5'];
const DENO = ['npx', '--yes', 'deno@2.9.6', 'run', '--allow-all', '--node-modules-dir=manual'];

/** By the names of the command line. To add one, add it here. */
export const APPS: Readonly<Record<string, App>> = {
  'node-esm': { folder: 'node-esm', place: `Node ${process.versions.node}`, run: inProgram(['node']) },
  'node-commonjs': { folder: 'node-commonjs', place: `Node ${process.versions.node}`, run: inProgram(['node']) },
  bun: { folder: 'node-esm', place: 'Bun 1.4.5', run: inProgram(BUN) },
  deno: { folder: 'node-esm', place: 'Deno 2.9.6', run: inProgram(DENO) },
  'vite-tensorflow': { folder: 'vite-tensorflow', place: 'Vite, Chromium', run: inPage },
  'vite-onnxruntime': { folder: 'vite-onnxruntime', place: 'Vite, Chromium', run: inPage },
};
