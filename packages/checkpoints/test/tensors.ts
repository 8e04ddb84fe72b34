import { crc32 } from 'node:zlib';
import type { TensorRecord } from '@involution/fixtures/checkpoints';
import type { CheckpointTensor } from '../src/index.ts';

/** Reads tensors, and says of them what the fixtures' records say. */
export async function recordsOf(tensors: ReadonlyMap<string, CheckpointTensor>): Promise<Record<string, TensorRecord>> {
  const records: Record<string, TensorRecord> = {};
  for (const [name, tensor] of tensors) {
    const { buffer } = await tensor.read();
    records[name] = { shape: tensor.shape, dtype: tensor.dtype, crc: crc32(new Uint8Array(buffer)) };
  }
  return records;
}
