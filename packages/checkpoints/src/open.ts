import { type ByteSource, readRange, sourceOf } from './byte-source.ts';
import { type Checkpoint, checkpointOf } from './checkpoint.ts';
import { isHdf5 } from './hdf5/hdf5.ts';
import { invalid } from './invalid.ts';
import { isKerasZip, type KerasContent, readKerasHdf5, readKerasZip } from './keras/read.ts';
import { readPaddle } from './paddle.ts';
import { isLegacyPytorch, readLegacyPytorch } from './pytorch/legacy-checkpoint.ts';
import { pickleNameOf, readPytorchZip } from './pytorch/zip-checkpoint.ts';
import { readSafetensors, safetensorsHeaderLength } from './safetensors.ts';
import { openZip } from './zip.ts';

/**
 * Opens a checkpoint of PyTorch (`.pth`, also of versions before 1.6), safetensors, Paddle (`.pdparams`) or Keras (`.h5`,
 * `.weights.h5`, `.keras`). The content says which it is, never a file's name. Tensors are read later, one by one.
 *
 * @param data The file: bytes, a page's `File`, or a source that reads ranges, such as that of `fileSource` in Node.
 * @throws InvolutionError `INVALID_CHECKPOINT` if it is none of these, is damaged, or holds anything but tensors and containers;
 *   nothing in it is ever executed, and nothing is allocated by a size that it merely claims.
 */
export async function openCheckpoint(data: ByteSource | Uint8Array | ArrayBuffer | Blob): Promise<Checkpoint> {
  const file = 'read' in data ? data : sourceOf(data);
  const start = await readRange(file, 0, Math.min(file.size, 16), 'The file');
  if (begins(start, ZIP)) return openZipped(file);
  if (isHdf5(start)) return kerasCheckpoint(await readKerasHdf5(file), file);
  if (isLegacyPytorch(start)) return checkpointOf('pytorch-legacy', await readLegacyPytorch(file), file);
  const headerLength = safetensorsHeaderLength(start, file.size);
  if (headerLength !== undefined) return checkpointOf('safetensors', await readSafetensors(file, headerLength), file);
  if (begins(start, PICKLE)) return checkpointOf('paddle', await readPaddle(file), file);
  throw invalid('data', 'The file is no checkpoint of PyTorch, safetensors, Paddle or Keras.');
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const PICKLE = [0x80];

function begins(start: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => start[at] === byte);
}

async function openZipped(file: ByteSource): Promise<Checkpoint> {
  const zip = await openZip(file);
  const pickleName = pickleNameOf(zip);
  if (pickleName !== undefined) return checkpointOf('pytorch', await readPytorchZip(zip, pickleName), file);
  if (isKerasZip(zip)) return kerasCheckpoint(await readKerasZip(zip), file);
  throw invalid('data', 'The zip file is no checkpoint of PyTorch or Keras.');
}

function kerasCheckpoint({ views, ...rest }: KerasContent, file: ByteSource): Checkpoint {
  return { ...checkpointOf('keras', views, file), ...rest };
}
