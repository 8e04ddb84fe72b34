import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { backend, tensor2d } from '@tensorflow/tfjs-core';

const REASON =
  'where WebGL 1 is OpenGL ES of Mesa, tfjs rounds to half precision when it unpacks a tensor, which it does here between a packed and an unpacked shader';

/** Gradients with strides, of which the one for x has no packed shader. */
const TESTS = [
  ...['rednet-stride-2-48x13x13-k7', 'kernel-1x9-stride-1x3', 'stride-larger-than-kernel'],
  ...['1d-k4-stride-3-dilation-2', '3d-k2x3x5-stride-2', 'random-3d-0', 'random-3d-5'],
  ...[3, 5, 13, 21, 33, 41, 43, 45].map((k) => `random-${k}`),
].map((name) => `generated/${name}/gradKernel`);
const NON_FINITE = ['nan', 'infinity', 'minus-infinity'].flatMap((value) =>
  ['first', 'middle', 'last'].map((offset) => `non-finite/strided-${value}-${offset}/gradKernel`),
);

/** Tests of the conformance kit that tfjs's active backend, which is webgl, can't pass, whatever our kernels do. */
export async function webglKnownFailures(): Promise<Record<string, string>> {
  if (!(await roundsWhenItUnpacks())) return {};
  return Object.fromEntries([...TESTS, ...NON_FINITE].map((id) => [id, REASON]));
}

/** Asks tfjs alone, with nothing of ours. */
async function roundsWhenItUnpacks(): Promise<boolean> {
  const webgl = backend() as MathBackendWebGL;
  const thirds = Float32Array.from({ length: 9 }, (_, k) => (k + 1) / 3);
  const tensor = tensor2d(thirds, [3, 3]);
  const packed = webgl.packTensor(tensor);
  const unpacked = webgl.unpackTensor(packed);
  const found = await webgl.read(unpacked.dataId);
  for (const each of [packed, unpacked]) webgl.disposeIntermediateTensorInfo(each);
  tensor.dispose();
  return thirds.some((value, k) => value !== found[k]);
}
