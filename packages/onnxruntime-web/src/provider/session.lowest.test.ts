// Sessions of the lowest version of onnxruntime-web that the peer range admits.
import { readFileSync } from 'node:fs';
import type * as Ort from 'onnxruntime-web';
import * as lowest from 'onnxruntime-web-lowest';
import { expect, it } from 'vitest';
import { describeSessions } from '../../test/session-suite.ts';
import { toTemporaryPath } from '../../test/temporary-path.ts';

const ort = lowest as unknown as typeof Ort;
ort.env.wasm.numThreads = 1;

it('is the lowest', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(manifest.peerDependencies['onnxruntime-web']).toContain(`>=${ort.env.versions.web} `);
});

describeSessions({
  ort,
  base: 'wasm',
  toPath: toTemporaryPath,
  // This version throws numbers for errors of operators and of models.
  knownFailures: [
    'tell in which part of the model a node failed',
    'leave nothing behind when creating fails in a later subgraph',
  ],
});
