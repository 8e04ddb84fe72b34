import { goldenRedNets } from '@involution/fixtures/rednets';
import * as ort from 'onnxruntime-web';
import { itGivesPyTorchLogits } from '../test/golden-rednet.ts';

itGivesPyTorchLogits(ort, 'wasm', goldenRedNets);
