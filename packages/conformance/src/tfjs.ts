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
  type Tensor3D,
  type Tensor4D,
  type Tensor5D,
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
  involution2d(x: Tensor4D, kernel: Tensor4D, options: Options): Tensor4D;
  /** That of one spatial axis. Default: none, and the cases of sequences are passed over. */
  involution1d?(x: Tensor3D, kernel: Tensor3D, options: Options): Tensor3D;
  /** That of three spatial axes. Default: none, and the cases of volumes are passed over. */
  involution3d?(x: Tensor5D, kernel: Tensor5D, options: Options): Tensor5D;
  /** Registers the backend's kernels, where the backend under test has them. */
  register?(): void;
  /** Smallest normal number, where the backend's device flushes subnormal numbers to zero: 2⁻¹²⁶ on most GPUs. */
  flushesBelow?: number;
  /** Beside that of every `involution2d` without an `involution1d`. Default: none. */
  knownFailures?: ConformanceAdapter['knownFailures'];
}

type Options = Omit<InvolutionOptions, 'dataFormat'>;

/** What comes of the interface of an `involution2d`, where an `involution1d` does not take what is of rank 3. */
const KNOWN_FAILURES = {
  'errors/one-spatial-axis': 'an x of rank 3 is one image [H, W, C] here, so that its kernel is refused instead',
};

/**
 * A conformance adapter for `involution2d` and its siblings on any tfjs backend; the gradients come through tfjs's own autodiff.
 *
 * @throws Error from `init` when the backend does not start.
 */
export function tfjsAdapter({
  name,
  backend,
  involution1d,
  involution2d,
  involution3d,
  register,
  flushesBelow,
  knownFailures,
}: TfjsAdapterOptions): ConformanceAdapter {
  const involution = (x: Tensor, kernel: Tensor, options: Options): Tensor => {
    if (involution1d && x.rank === 3) return involution1d(x as Tensor3D, kernel as Tensor3D, options);
    if (involution3d && x.rank === 5) return involution3d(x as Tensor5D, kernel as Tensor5D, options);
    return involution2d(x as Tensor4D, kernel as Tensor4D, options);
  };
  const forward = ({ x, kernel, options }: TypedInputs) =>
    download(() => involution(upload(x), upload(kernel), options));
  const gradients = ({ x, kernel, dy, options }: CaseInputs) =>
    grads((a, b) => involution(a!, b!, options))([upload(x), upload(kernel)], upload(dy));
  return {
    name,
    capabilities: {
      dataFormat: 'channelsLast',
      spatialRanks: [...(involution1d ? [1 as const] : []), 2, ...(involution3d ? [3 as const] : [])],
      flushesBelow,
    },
    knownFailures: { ...(!involution1d && KNOWN_FAILURES), ...knownFailures },
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
function upload({ data, shape }: TypedNdArray<Float32Array | Int32Array>): Tensor {
  return tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32');
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
