import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { involution2d } from '@involution/tfjs';
import { register } from '@involution/tfjs-cpu';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { enableProdMode, setBackend, type Tensor4D, tensor4d, version_core } from '@tensorflow/tfjs-core';
import type { Call } from '../call.ts';
import type { StartedRuntime } from '../runtime.ts';

/** tfjs on its CPU backend, with our kernels or, as a user has it without them, composed from tfjs's own ops. */
export async function startTfjsCpu({
  kernels,
  device,
}: {
  kernels: 'ours' | 'none';
  device: string;
}): Promise<StartedRuntime> {
  enableProdMode(); // or tfjs greets with advice to install tfjs-node
  register();
  const backend = kernels === 'ours' ? 'cpu' : registerPlainBackend('cpu', () => new MathBackendCPU());
  return {
    version: version_core,
    device,
    dataFormat: 'NHWC',
    async prepare({ x, kernel, options }: Call) {
      await setBackend(backend);
      const [tfX, tfKernel] = [x, kernel].map(({ data, shape }) => tensor4d(data, shape as Tensor4D['shape'])) as [
        Tensor4D,
        Tensor4D,
      ];
      return {
        async run() {
          const y = involution2d(tfX, tfKernel, options);
          const data = (await y.data()) as Float32Array;
          y.dispose();
          return { data, shape: y.shape };
        },
        dispose() {
          tfX.dispose();
          tfKernel.dispose();
        },
      };
    },
  };
}
