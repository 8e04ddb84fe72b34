import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { ISOLATION_HEADERS } from './isolation.ts';

/** The built site under a static server, as a host has it. */
export interface Served {
  readonly origin: string;
  close(): void;
}

/**
 * @param isIsolated Whether the host sends the headers of cross-origin isolation.
 * @param port Default: any that is free.
 * @throws Error when the port is taken.
 */
export async function serve(isIsolated: boolean, port = 0): Promise<Served> {
  const files = sirv(process.env.INVOLUTION_DOCS_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url)), {
    extensions: ['html'],
    setHeaders: (response) => {
      if (isIsolated) for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
    },
  });
  const server = createServer((request, response) => {
    files(request, response, () => {
      response.statusCode = 404;
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
