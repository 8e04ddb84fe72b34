import { InvolutionError } from '@involution/core';
import { requireDevice, watchDevice } from '@involution/wgsl';
import { engine, keep, registerBackend, removeBackend, setBackend, type Tensor } from '@tensorflow/tfjs-core';
import type * as Ort from 'onnxruntime-web';
import { requestDevice } from './request-device.ts';
import { requireSharedDtype, SharedBackend } from './shared-backend.ts';

const BACKEND = 'webgpu';
/** As tfjs itself has it. */
const PRIORITY = 3;

/** A GPU device that TensorFlow.js and onnxruntime-web both run on. */
export interface SharedDevice {
  /** Lives until its `destroy()`: releasing sessions does not end it. */
  readonly device: GPUDevice;
  /** For `executionProviders` of sessions, or of `registerInvolution` of `@involution/onnxruntime-web`. */
  readonly executionProvider: Ort.InferenceSession.WebGpuExecutionProviderOption;
  /**
   * A tensor of TensorFlow.js as one of onnxruntime-web, on the same buffer: the same numbers in the same order, so that
   * what a model wants with channels first has to be transposed before. The new tensor takes the other's place: `dispose()`
   * it, once runs that read it are over, and the other goes with it. `tf.tidy` leaves both alone, and can't return it.
   *
   * @param tensor Of float32 or int32, on this device.
   * @throws InvolutionError `INVALID_DTYPE` for another type, `INVALID_DATA` for a tensor that is disposed of or on another
   * backend, `DEVICE_LOST`; `argument` is `'tensor'` or `'device'`.
   */
  toOrt(tensor: Tensor): Ort.Tensor;
  /**
   * A tensor of onnxruntime-web as one of TensorFlow.js, on the same buffer. The new tensor takes the other's place:
   * `dispose()` it, or let `tf.tidy` do so, and the other is disposed of when all that reads it has been submitted.
   *
   * @param tensor Of float32 or int32, in a buffer of this device: what a session with
   * `preferredOutputLocation: 'gpu-buffer'` returns.
   * @throws InvolutionError `INVALID_DTYPE` for another type, `INVALID_DATA` for a tensor that is in no GPU buffer, or is a
   * tensor of TensorFlow.js already, `DEVICE_LOST`.
   */
  toTf(tensor: Ort.Tensor): Tensor;
}

/**
 * Requests a GPU device with the limits and features that either library asks for, and puts TensorFlow.js's backend
 * `'webgpu'` on it, which becomes the active one. Sessions of onnxruntime-web are on it with its `executionProvider`.
 *
 * @param ort The bundle of onnxruntime-web that sessions are made with: `import * as ort from 'onnxruntime-web/webgpu'`. The
 * other bundles ignore the device that they are given.
 * @param options Of `navigator.gpu.requestAdapter`. Default: a high-performance adapter.
 * @throws Error where there is no WebGPU. InvolutionError `INVALID_OPTIONS` where the backend `'webgpu'` runs already, with
 * tensors on a device of its own.
 */
export async function shareDevice(
  ort: Pick<typeof Ort, 'Tensor'>,
  options: GPURequestAdapterOptions = { powerPreference: 'high-performance' },
): Promise<SharedDevice> {
  if (BACKEND in engine().registry) {
    const message = `The backend '${BACKEND}' of TensorFlow.js runs already, on another device. Call shareDevice before its first use.`;
    throw new InvolutionError('INVALID_OPTIONS', 'backend', message);
  }
  const { device, adapter } = await requestDevice(options);
  watchDevice(device);
  const backend = new SharedBackend(device, adapter.info);
  // tfjs registers its own when it is imported, where there is WebGPU.
  if (BACKEND in engine().registryFactory) removeBackend(BACKEND);
  registerBackend(BACKEND, () => backend, PRIORITY);
  await setBackend(BACKEND);

  const adopted = new WeakSet<Ort.Tensor>();
  return {
    device,
    executionProvider: { name: 'webgpu', device },
    toOrt(tensor) {
      requireDevice(device);
      const { shape, dtype } = tensor;
      requireSharedDtype(dtype);
      if (tensor.isDisposed) throw invalid('The tensor is disposed of.');
      if (!backend.tensorMap.has(tensor.dataId)) {
        throw invalid(`The tensor is on another backend of TensorFlow.js, not on '${BACKEND}'. Compute it there.`);
      }
      keep(tensor);
      return ort.Tensor.fromGpuBuffer(backend.bufferOf(tensor), {
        dataType: dtype,
        dims: shape,
        download: async () => tensor.data<typeof dtype>(),
        dispose: () => tensor.dispose(),
      });
    },
    toTf(tensor) {
      requireDevice(device);
      const { type, dims, location } = tensor;
      requireSharedDtype(type);
      if (location !== 'gpu-buffer') {
        throw invalid(
          `The tensor is on '${location}'. Create the session with preferredOutputLocation: 'gpu-buffer', and give a tensor only once.`,
        );
      }
      if (adopted.has(tensor)) throw invalid('The tensor is one of TensorFlow.js already.');
      adopted.add(tensor);
      return backend.adopt(tensor.gpuBuffer, dims, type, tensor);
    },
  };
}

function invalid(message: string): InvolutionError {
  return new InvolutionError('INVALID_DATA', 'tensor', message);
}
