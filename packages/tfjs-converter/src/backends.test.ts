import '@involution/tfjs-cpu/register';
import '@involution/tfjs-wasm/register';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { describeGraphModels } from '../test/backends.ts';

describeGraphModels('cpu');
describeGraphModels('wasm');
