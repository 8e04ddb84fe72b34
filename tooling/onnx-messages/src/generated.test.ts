import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('is what ts-proto writes from the definition', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onnx-messages-'));
  try {
    const args = ['run', '--silent', 'generate', '--', '--output', folder];
    execFileSync('npm', args, {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      shell: process.platform === 'win32',
    });
    const [written, here] = await Promise.all([
      readFile(join(folder, 'src/onnx-ml.ts'), 'utf8'),
      readFile(new URL('onnx-ml.ts', import.meta.url), 'utf8'),
    ]);
    expect(here).toBe(written);
  } finally {
    await rm(folder, { recursive: true });
  }
});
