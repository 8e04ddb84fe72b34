import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Network, writeNetworks } from './networks.ts';

/** What the script says of a photo. */
export interface Row {
  readonly path: string;
  readonly label: string;
  readonly score: number;
  readonly logits: readonly number[];
}

export type Results = Readonly<Record<Network['name'], readonly Row[]>>;

const script = fileURLToPath(new URL('../classify.py', import.meta.url));

/** Why a Python can't run the script; `undefined` if it can. */
export function whyNot(python: string | undefined): string | undefined {
  if (python === undefined) return 'INVOLUTION_PYTHON names no Python';
  try {
    execFileSync(python, ['-c', 'import onnxruntime, PIL, ray.data'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${python} lacks what apps/examples/cluster/requirements.txt asks for`;
  }
}

/** The rows that `classify.py` writes for the photos of each network, by their names. */
export async function classifyInPython(python: string): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'involution-cluster-'));
  try {
    await writeNetworks(folder);
    const rowsOf = (name: Network['name']) => classify(python, join(folder, name));
    return { digits: rowsOf('digits'), crops: rowsOf('crops') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function classify(python: string, folder: string): Row[] {
  const [model, photos, out] = ['model', 'photos', 'out'].map((part) => join(folder, part)) as [string, string, string];
  execFileSync(python, [script, model, photos, out, '--format', 'json', '--batch', '4'], { stdio: 'ignore' });
  return readdirSync(out)
    .flatMap((file) => readFileSync(join(out, file), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Row)
    .map((row) => ({ ...row, path: basename(row.path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
