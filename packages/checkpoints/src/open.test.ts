// Files as PyTorch, safetensors, Paddle and Keras saved them: each tensor has the numbers that the framework says.
import { fileURLToPath } from 'node:url';
import { checkpointFile, checkpointRecords } from '@involution/fixtures/checkpoints';
import { describe, expect, it } from 'vitest';
import { recordsOf } from '../test/tensors.ts';
import { openCheckpoint } from './index.ts';
import { fileSource } from './node.ts';

const FORMATS: [RegExp, string][] = [
  [/legacy\.pth$/, 'pytorch-legacy'],
  [/\.pth$/, 'pytorch'],
  [/\.safetensors$/, 'safetensors'],
  [/\.pdparams$/, 'paddle'],
  [/\.(h5|keras)$/, 'keras'],
];

const records = { ...checkpointRecords('torch'), ...checkpointRecords('paddle'), ...checkpointRecords('keras') };
const files = Object.keys(records).filter((name) => name.includes('.'));

describe('openCheckpoint', () => {
  it.each(files)('reads %s', async (name) => {
    const checkpoint = await openCheckpoint(checkpointFile(name));
    expect(checkpoint.format).toBe(FORMATS.find(([pattern]) => pattern.test(name))![1]);
    expect(await recordsOf(checkpoint.tensors)).toEqual(records[name]);
  });

  it('reads an ArrayBuffer, a Blob and a file of Node like bytes', async () => {
    const bytes = checkpointFile('types.pth');
    const file = await fileSource(
      fileURLToPath(new URL('../../../tooling/fixtures/data/checkpoints/types.pth', import.meta.url)),
    );
    try {
      for (const data of [bytes.slice().buffer, new Blob([bytes.slice()]), file]) {
        expect(await recordsOf((await openCheckpoint(data)).tensors)).toEqual(records['types.pth']);
      }
    } finally {
      await file.close();
    }
  });

  it('reads views that share a storage, also those that are not row-major', async () => {
    const { tensors } = await openCheckpoint(checkpointFile('types.pth'));
    const base = await tensors.get('float32')!.read();
    const column = await tensors.get('column')!.read();
    expect([...column]).toEqual([2, 8, 14, 20].map((index) => base[index]));
    expect([...(await tensors.get('transposed')!.read())].slice(0, 4)).toEqual([0, 6, 12, 18].map((at) => base[at]));
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('{"state_dict": {}}')],
    ['an HDF5 file in chunks', checkpointFile('arrays-chunked.h5')],
    ['an HDF5 file of the latest kind', checkpointFile('arrays-latest.h5')],
    ['a zip file of something else', new Uint8Array([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)])],
  ])('rejects %s', async (_, data) => {
    await expect(openCheckpoint(data)).rejects.toMatchObject({ code: 'INVALID_CHECKPOINT' });
  });
});
