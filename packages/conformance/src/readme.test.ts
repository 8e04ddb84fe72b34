import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testReadme } from '@involution/readme';
import { expect, it } from 'vitest';

const readme = new URL('../README.md', import.meta.url);

testReadme(readme);

it('has an example for node:test that runs', () => {
  const [, code] = readFileSync(readme, 'utf8').match(/^```js\n([^`]*node:test[\s\S]*?)^```$/m)!;
  const folder = new URL('../.readme/', import.meta.url);
  const file = fileURLToPath(new URL('node.test.mjs', folder));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, code!);
  writeFileSync(
    new URL('my-adapter.js', folder),
    `import { involution } from '@involution/core';
export const adapter = {
  name: 'mine',
  capabilities: { dataFormat: 'channelsLast', spatialRanks: [1, 2, 3] },
  knownFailures: {},
  unitRoundoff: 2 ** -24,
  init() {},
  forward: ({ x, kernel, options }) => involution(x, kernel, options),
  dispose() {},
};
`,
  );
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', file], { encoding: 'utf8' });
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(stdout).toMatch(/ok \d+ - golden\/torch-k3-c3-g1\/forward$/m);
  expect(stdout).toMatch(/ok \d+ - golden\/torch-k3-c3-g1\/gradInput # SKIP mine has no gradInput\.$/m);
  expect(status).toBe(0);
});
