// The kit in Python, on machines that have it: Python's own runner judges the numpy backend, and so does ours.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processAdapter } from '@involution/conformance/process';
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';

const python = process.env.INVOLUTION_PYTHON ?? 'python3';
const file = (name: string) => fileURLToPath(new URL(`../python/${name}`, import.meta.url));
const data = fileURLToPath(new URL('.', import.meta.resolve('@involution/conformance/data/manifest.json')));
const hasNumpy = spawnSync(python, ['-c', 'import numpy']).status === 0;

if (hasNumpy) {
  it('passes the numpy backend in every test, and catches three deliberate bugs', () => {
    const { status, stdout, stderr } = spawnSync(python, [file('run.py'), data], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`).toMatch(/^numpy: (\d+ not supported, )?\d+ passed\n(.*: caught by .*\n){3}$/);
    expect(status).toBe(0);
  });

  describeConformance(
    processAdapter({
      name: 'numpy',
      command: python,
      args: [file('serve.py')],
      capabilities: { dataFormat: 'channelsLast', spatialRanks: [1, 2, 3] },
    }),
  );
} else {
  it('is not run without numpy', ({ skip }) => {
    const reason = `The kit in Python is not run: ${python} has no numpy. INVOLUTION_PYTHON names another Python.`;
    console.warn(reason);
    expect(hasNumpy).toBe(false);
    skip(reason);
  });
}
