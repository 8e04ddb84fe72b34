// On two threads, ours and onnxruntime's.
import * as ort from 'onnxruntime-web';
import { describeSessions } from '../../test/session-suite.ts';
import { toTemporaryPath } from '../../test/temporary-path.ts';

ort.env.wasm.numThreads = 2;

describeSessions({ ort, executionProvider: 'wasm', toPath: toTemporaryPath });
