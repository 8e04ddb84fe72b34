// The upper end of the range of onnxruntime-web.
import * as ort from 'onnxruntime-web-prerelease/webgpu';
import { describeSharing } from '../test/suite.ts';

describeSharing(ort);
