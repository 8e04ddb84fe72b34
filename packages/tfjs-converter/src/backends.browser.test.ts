import '@involution/tfjs-webgl/register';
import '@involution/tfjs-webgpu/register';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { describeGraphModels } from '../test/backends.ts';

describeGraphModels('webgl');
describeGraphModels('webgpu');
