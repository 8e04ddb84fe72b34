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
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { CaseInputs, ConformanceAdapter, TypedInputs } from './adapter.ts';

/** What differs between tfjs backends. */
export interface TfjsAdapterOptions {
  /** Shown in the report. */
  name: string;
  /** tfjs's name of the backend: `'cpu'`, `'wasm'`, … */
  backend: string;
  /** The op under test: `involution2d` of `@involution/tfjs`, or one that takes the same. An x of rank 3 is one image. */
  involution2d(x: Tensor4D, kernel: Tensor4D, options: Omit<InvolutionOptions, 'dataFormat'>): Tensor4D;
  /** Registers the backend's kernels, where the backend under test has them. */
  register?(): void;
  /** Smallest normal number, where the backend's device flushes subnormal numbers to zero: 2⁻¹²⁶ on most GPUs. */
  flushesBelow?: number;
  /** Beside that of every `involution2d`. Default: none. */
  knownFailures?: ConformanceAdapter['knownFailures'];
}

/** What comes of the op's own interface. */
const KNOWN_FAILURES = {
  'errors/one-spatial-axis': 'an x of rank 3 is one image [H, W, C] here, so that its kernel is refused instead',
};

/**
 * A conformance adapter for an `involution2d` on any tfjs backend; the gradients come through tfjs's own autodiff.
 *
 * @throws Error from `init` when the backend does not start.
 */
export function tfjsAdapter({
  name,
  backend,
  involution2d,
  register,
  flushesBelow,
  knownFailures,
}: TfjsAdapterOptions): ConformanceAdapter {
  const forward = ({ x, kernel, options }: TypedInputs) =>
    download(() => involution2d(upload(x), upload(kernel), options));
  const gradients = ({ x, kernel, dy, options }: CaseInputs) =>
    grads((a, b) => involution2d(a as Tensor4D, b as Tensor4D, options))([upload(x), upload(kernel)], upload(dy));
  return {
    name,
    capabilities: { dataFormat: 'channelsLast', flushesBelow },
    knownFailures: { ...KNOWN_FAILURES, ...knownFailures },
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    async init() {
      enableProdMode(); // or tfjs greets every test run with advice to install tfjs-node
      register?.();
      if (!(await setBackend(backend))) throw new Error(`tfjs can't start its backend '${backend}'.`);
      await ready();
    },
    forward,
    forwardTyped: forward,
    gradInput: (inputs) => download(() => gradients(inputs)[0]!),
    gradKernel: (inputs) => download(() => gradients(inputs)[1]!),
    liveAllocations: () => memory().numTensors + memory().numDataBuffers,
    dispose() {},
  };
}

/** Of any rank and type: refusing the wrong ones is the op's business. */
function upload({ data, shape }: TypedNdArray<Float32Array | Int32Array>): Tensor4D {
  const dtype = data instanceof Int32Array ? 'int32' : 'float32';
  return tensor(data, [...shape] as Tensor4D['shape'], dtype);
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
