import { sizeOf } from '@involution/core';
import { type ArrayView, checkView, readView } from './array-view.ts';
import type { ByteSource } from './byte-source.ts';
import type { DType } from './dtype.ts';
import { invalid } from './invalid.ts';

/** A named tensor of a file. Its numbers stay in the file until they are read. */
export interface CheckpointTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The type of the numbers in the file. */
  readonly dtype: DType;
  /**
   * Reads this tensor's numbers and no others, in row-major order, as float32: half precision is widened, float64 and
   * wide integers are rounded.
   *
   * @throws InvolutionError `INVALID_CHECKPOINT` if the bytes do not have the checksum that the file says.
   */
  read(): Promise<Float32Array>;
}

/** What a file is, by its content: PyTorch's zip, PyTorch before 1.6, safetensors, Paddle's pickle, Keras's HDF5 or zip. */
export type CheckpointFormat = 'pytorch' | 'pytorch-legacy' | 'safetensors' | 'paddle' | 'keras';

/** A checkpoint that has been opened: its tensors are known, none is read yet. */
export interface Checkpoint {
  readonly format: CheckpointFormat;
  /** By name, in the order of the file. Keras's names are paths of groups in the file. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** The model's configuration, parsed from JSON, where a Keras file has one. */
  readonly config?: unknown;
}

/**
 * The checkpoint of views of a file.
 *
 * All tensors together may have as many elements as the file has bytes: so whoever reads them all as float32 needs no more
 * than four times the file's size, whatever a hostile file claims of shapes and of tensors that share their storage.
 */
export function checkpointOf(
  format: CheckpointFormat,
  views: ReadonlyMap<string, ArrayView>,
  file: ByteSource,
): Checkpoint {
  const tensors = new Map<string, CheckpointTensor>();
  let total = 0;
  for (const [name, view] of views) {
    checkView(name, view);
    total += sizeOf(view.shape);
    if (total > file.size) {
      throw invalid(
        name,
        `The tensors up to ${name} have ${total} elements in all, but the file has only ${file.size} bytes.`,
      );
    }
    tensors.set(name, { name, shape: view.shape, dtype: view.dtype, read: () => readView(name, view) });
  }
  return { format, tensors };
}
