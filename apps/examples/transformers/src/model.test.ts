import { readFileSync } from 'node:fs';
import { convert } from 'involution-convert';
import { expect, it } from 'vitest';

const STARTER = '../../../starters/vite-transformers/public/models/rednet/';

it.each(['../models/rednet/', STARTER])('%s has the model that involution-convert writes', async (folder) => {
  const checkpoint = readFileSync(new URL('../../../../tooling/fixtures/data/networks/rednet.pth', import.meta.url));
  const written = new Map<string, Uint8Array>();
  await convert(checkpoint, { to: ['onnx'], imageSize: 64, write: (path, bytes) => void written.set(path, bytes) });

  expect([...written.keys()].sort()).toEqual(['config.json', 'onnx/model.onnx', 'preprocessor_config.json']);
  for (const [path, bytes] of written) {
    const committed = readFileSync(new URL(folder + path, import.meta.url));
    expect(committed.equals(bytes), path).toBe(true);
  }
});
