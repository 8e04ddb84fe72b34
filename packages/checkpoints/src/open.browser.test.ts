// A page opens files that its user picks, slice by slice.
import { expect, it } from 'vitest';
import { detectNetwork, openCheckpoint } from './index.ts';

const FILES = {
  rednet: new URL('../../../tooling/fixtures/data/checkpoints/rednet.pth', import.meta.url),
  'keras-example': new URL('../../../tooling/fixtures/data/checkpoints/example.keras', import.meta.url),
};

it.each(Object.entries(FILES))('finds a %s in a file', async (kind, url) => {
  const content = await (await fetch(url)).blob();
  const network = detectNetwork(await openCheckpoint(new File([content], 'unnamed')));
  expect(network.kind).toBe(kind);
  for (const { shape, read } of network.parameters.values()) {
    expect((await read()).length).toBe(shape.reduce((product, size) => product * size, 1));
  }
});
