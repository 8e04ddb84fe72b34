import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSource } from '@involution/checkpoints/node';
import { convert } from 'involution-convert';
import { CHECKPOINT, CHECKPOINT_MODEL } from './rednet-task.ts';

/** Writes the contestant's model that is made from the checkpoint in the folder. */
export async function convertRednet(folder: string): Promise<void> {
  const source = await fileSource(join(folder, CHECKPOINT));
  try {
    await convert(source, {
      to: ['onnx'],
      write: async (path, bytes) => {
        if (path === 'onnx/model.onnx') await writeFile(join(folder, CHECKPOINT_MODEL), bytes);
      },
    });
  } finally {
    await source.close();
  }
}
