import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import { FLOAT32_UNIT_ROUNDOFF, type InvolutionOptions, type TypedNdArray } from '@involution/core';
// tfjs-core alone has no gradients: the union package registers them.
import '@tensorflow/tfjs';
import {
  enableProdMode,
  grads,
  memory,
  ready,
  setBackend,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';

/** What differs between tfjs backends. */
export interface TfjsAdapterOptions {
  name: string;
  /** tfjs's name of the backend: `'cpu'`, `'wasm'`, … */
  backend: string;
  /** `involution2d` of `@involution/tfjs`: an argument, so that the package's own tests can pass what they test. */
  involution2d(x: Tensor4D, kernel: Tensor4D, options: Omit<InvolutionOptions, 'dataFormat'>): Tensor4D;
  /** Registers the backend's kernels, where the backend under test has them. */
  register?(): void;
}

/** A conformance adapter for `involution2d` on any tfjs backend; the gradients come through tfjs's own autodiff. */
export function tfjsAdapter({ name, backend, involution2d, register }: TfjsAdapterOptions): ConformanceAdapter {
  const gradients = ({ x, kernel, dy, options }: CaseInputs) =>
    grads((a, b) => involution2d(a as Tensor4D, b as Tensor4D, options))([upload(x), upload(kernel)], upload(dy));
  return {
    name,
    capabilities: { dataFormat: 'channelsLast' },
    knownFailures: {},
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    async init() {
      enableProdMode(); // or tfjs greets every test run with advice to install tfjs-node
      register?.();
      if (!(await setBackend(backend))) throw new Error(`tfjs has no working backend '${backend}'`);
      await ready();
    },
    forward: ({ x, kernel, options }) => download(() => involution2d(upload(x), upload(kernel), options)),
    gradInput: (inputs) => download(() => gradients(inputs)[0]),
    gradKernel: (inputs) => download(() => gradients(inputs)[1]),
    liveAllocations: () => memory().numTensors + memory().numDataBuffers,
    dispose() {},
  };
}

function upload({ data, shape }: TypedNdArray<Float32Array>): Tensor4D {
  return tensor4d(data, [...shape] as Tensor4D['shape']);
}

/** Runs in a tidy of its own and reads the result back, which also waits for the device. */
async function download(compute: () => Tensor) {
  const result = tidy(compute);
  try {
    return { data: await result.data(), shape: result.shape };
  } finally {
    result.dispose();
  }
}
