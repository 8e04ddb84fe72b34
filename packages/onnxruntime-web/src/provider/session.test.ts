import * as ort from 'onnxruntime-web';
import { describeSessions } from '../../test/session-suite.ts';
import { toTemporaryPath } from '../../test/temporary-path.ts';

ort.env.wasm.numThreads = 1;

describeSessions({ ort, base: 'wasm', toPath: toTemporaryPath });
