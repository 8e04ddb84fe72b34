import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { describeSessions } from '../../test/session-suite.ts';

ort.env.wasm.numThreads = 1;

describeSessions({
  ort,
  stock: 'wasm',
  async toPath(bytes) {
    const path = join(await mkdtemp(join(tmpdir(), 'involution-')), 'file');
    await writeFile(path, bytes);
    return path;
  },
});
