// tfjs's heap: its memory, and room on it.
import { InvolutionError, sizeOf } from '@involution/core';
import { type InvolutionWasm, loadInvolutionWasm } from '@involution/wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';

/** Where tfjs's modules have their memory, which their types don't tell. */
interface ModuleWithMemory {
  /** The threaded build is given it. */
  wasmMemory?: unknown;
  /** The others make and export it. */
  asm?: { memory?: unknown };
}

/** By backend object: `tf.removeBackend` and a new backend mean another heap. */
const bound = new WeakMap<BackendWasm, InvolutionWasm | undefined>();

/** The kernels on the heap of a backend; `undefined` where tfjs does not let us have its memory. */
export function kernelsOnHeap(backend: BackendWasm): InvolutionWasm | undefined {
  if (!bound.has(backend)) {
    const { wasmMemory, asm } = backend.wasm as unknown as ModuleWithMemory;
    const memory = wasmMemory ?? asm?.memory;
    bound.set(backend, memory instanceof WebAssembly.Memory ? loadInvolutionWasm({ memory }) : undefined);
  }
  return bound.get(backend);
}

/**
 * Makes room for a float32 tensor on the heap, which may grow and move: arrays on it from before are then empty.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the heap is full; tfjs itself would go on with address 0, and
 * write to what lies there.
 */
export function allocate(backend: BackendWasm, shape: number[]): TensorInfo {
  const tensor = backend.makeOutput(shape, 'float32');
  if (backend.getMemoryOffset(tensor.dataId) !== 0) return tensor;
  backend.disposeData(tensor.dataId);
  const bytes = sizeOf(shape) * util.bytesPerElement('float32');
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'backend', `tfjs's heap has no room for ${bytes} bytes.`);
}

/**
 * Makes room for several tensors, or for none of them.
 *
 * @throws InvolutionError as {@link allocate}.
 */
export function allocateAll(backend: BackendWasm, shapes: readonly number[][]): TensorInfo[] {
  const tensors: TensorInfo[] = [];
  try {
    for (const shape of shapes) tensors.push(allocate(backend, shape));
  } catch (error) {
    for (const { dataId } of tensors) backend.disposeData(dataId);
    throw error;
  }
  return tensors;
}
