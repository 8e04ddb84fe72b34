// Sessions in Node: in the newest release of onnxruntime-web, and at both ends of the range that the package admits.
import * as newest from 'onnxruntime-web';
import * as lowest from 'onnxruntime-web-lowest';
import * as prerelease from 'onnxruntime-web-prerelease';
import { describe } from 'vitest';
import { describeSessions } from '../../test/session-suite.ts';
import type { SessionContext } from '../../test/sessions/harness.ts';
import { toTemporaryPath } from '../../test/temporary-path.ts';

const releases: readonly Pick<SessionContext, 'ort' | 'knownFailures'>[] = [
  { ort: newest },
  {
    ort: lowest,
    knownFailures: { 'keep what onnxruntime says': '1.22 gives a number where 1.30 gives the message of an error' },
  },
  { ort: prerelease },
];

describe.each(releases.map((release) => [release.ort.env.versions.web!, release] as const))('%s', (_, release) => {
  release.ort.env.wasm.numThreads = 1;
  describeSessions({
    ...release,
    executionProvider: 'wasm',
    toPath: toTemporaryPath,
  });
});
