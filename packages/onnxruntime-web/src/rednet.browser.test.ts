import { goldenRedNetsForGpu } from '@involution/fixtures/rednets';
import * as ort from 'onnxruntime-web/webgpu';
import { itGivesPyTorchLogits } from '../test/golden-rednet.ts';

itGivesPyTorchLogits(ort, 'webgpu', goldenRedNetsForGpu);
