// The first block of Python on the page about exporting, where there is a Python with PyTorch: what it writes can be fused.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectInvolution } from '@involution/onnx';
import { expect, it } from 'vitest';

const python = process.env.INVOLUTION_PYTHON;
const FILES = ['fixed', 'any-size', 'older', 'defaults'];

/** The first block of Python of a page. */
function pythonOf(path: string): string {
  return /```python\n([\s\S]*?)```/.exec(readFileSync(new URL(`../../${path}.md`, import.meta.url), 'utf8'))![1]!;
}

function whyNot(): string | undefined {
  if (python === undefined) return 'INVOLUTION_PYTHON names no Python';
  try {
    execFileSync(python, ['-c', 'import torch, onnxscript'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${python} lacks torch or onnxscript, see tooling/fixtures/requirements.txt`;
  }
}

it('is the same in Chinese, comments aside', () => {
  const code = (path: string) => pythonOf(path).replaceAll(/^# .*$/gm, '#');
  expect(code('zh/guide/exporting')).toBe(code('guide/exporting'));
});

it('writes four files with an involution in each', { timeout: 120_000 }, ({ skip }) => {
  const reason = whyNot();
  if (reason !== undefined) {
    console.warn(`The export is not run: ${reason}.`);
    skip(reason);
  }
  const folder = mkdtempSync(join(tmpdir(), 'involution-export-'));
  try {
    execFileSync(python!, ['-'], {
      cwd: folder,
      input: pythonOf('guide/exporting'),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
    for (const name of FILES) {
      const path = `${name}.onnx.data`;
      const externalData = existsSync(join(folder, path)) ? [{ path, data: read(path) }] : [];
      expect(externalData).toHaveLength(name === 'defaults' ? 1 : 0);
      const { fusable, rejected } = inspectInvolution(read(`${name}.onnx`), { externalData });
      expect(rejected).toEqual([]);
      expect(fusable).toMatchObject([{ kernel_shape: [7, 7], group: 4, pads: [3, 3, 3, 3] }]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
