// Operations composed in bands of two rows, as those of large images are in bands of many.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs';
import { describeTfjsFused } from '@involution/adapters/tfjs-fused';
import { type FusedOperation, type InvolutionGeometry, type Operands, planarAxes } from '@involution/core';
import { env, type Tensor, type TensorInfo, tidy, unregisterKernel } from '@tensorflow/tfjs-core';
import { afterAll } from 'vitest';
import { FUSED_KERNEL_NAMES } from '../kernel-names.ts';
import { optionsOfAxes } from '../options-of-axes.ts';
import { composeFused } from './compose-fused.ts';
import * as fused from './index.ts';
import { registerFusedInvolutionGradients, registerFusedInvolutionKernel } from './register-fused-kernel.ts';

env().set('INVOLUTION_WARN_UNREGISTERED', false);

interface Call {
  readonly operation: FusedOperation;
  readonly geometry: InvolutionGeometry;
  readonly operands: Operands<TensorInfo>;
}

function inBandsOfTwo({ operation, geometry, operands }: Call): Tensor[] {
  const options = optionsOfAxes(geometry, planarAxes(geometry, 'bands of rows'));
  return tidy(() => composeFused(operation, operands as Operands<Tensor>, options, geometry, 2));
}

afterAll(() => {
  for (const name of Object.values(FUSED_KERNEL_NAMES)) unregisterKernel(name, 'cpu');
});

describeTfjsFused(
  {
    backend: 'cpu',
    fused,
    register() {
      registerFusedInvolutionKernel('cpu', (call) => inBandsOfTwo(call)[0]);
      registerFusedInvolutionGradients('cpu', inBandsOfTwo);
    },
  },
  'all',
);
