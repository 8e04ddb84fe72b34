import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goldenGraphModels } from '@involution/fixtures/graph-models';
import { testReadme } from '@involution/readme';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const readme = new URL('../README.md', import.meta.url);
const network = goldenGraphModels.find(({ kind }) => kind === 'network')!;
const files: Readonly<Record<string, string | Uint8Array>> = {
  '/web_model/model.json': JSON.stringify(network.model),
  [`/web_model/${network.model.weightsManifest[0]!.paths[0]}`]: Buffer.from(network.weights, 'base64'),
};
const server = createServer(({ url }, response) => {
  const file = files[url!];
  response.writeHead(file === undefined ? 404 : 200, {
    'content-type': url!.endsWith('.json') ? 'application/json' : 'application/octet-stream',
  });
  response.end(file);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const page = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const { fetch } = globalThis;
  // Node has no page that URLs are relative to.
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => fetch(new URL(url, page), init));
});
afterAll(() => {
  vi.unstubAllGlobals();
  server.close();
});

testReadme(readme);

it('shows the options with which the fixtures are converted', () => {
  const script = readFileSync(new URL('../../../tooling/fixtures/generate_graph_models.py', import.meta.url), 'utf8');
  const [, list] = /^ +options = \[(.*)\]$/m.exec(script)!;
  const options = [...list!.matchAll(/"(.*?)"/g)].map(([, option]) => option);
  expect(options).toHaveLength(3);
  expect(readFileSync(readme, 'utf8')).toContain(`tensorflowjs_converter ${options.join(' ')} saved_model`);
});
