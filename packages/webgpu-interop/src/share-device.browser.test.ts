import * as ort from 'onnxruntime-web/webgpu';
import { describeSharing } from '../test/suite.ts';

describeSharing(ort);
