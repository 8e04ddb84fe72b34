import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ISOLATION_HEADERS } from '@involution/browser/isolation';
import sirv from 'sirv';

/** Folder of the built site. */
export const DIST = process.env.INVOLUTION_DOCS_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** The built site under a static server, as a host has it. */
export interface Served {
  readonly origin: string;
  close(): void;
}

/** How the site is served. */
export interface ServeOptions {
  /** Default: any that is free. */
  readonly port?: number;
  /** Answers what it wants to answer itself. Default: nothing. */
  readonly first?: RequestListener;
}

/**
 * @param isIsolated Whether the host sends the headers of cross-origin isolation.
 * @throws Error when the port is taken.
 */
export async function serve(isIsolated: boolean, { port = 0, first }: ServeOptions = {}): Promise<Served> {
  const files = sirv(DIST, { extensions: ['html'] });
  const server = createServer(async (request, response) => {
    if (isIsolated) for (const [name, value] of Object.entries(ISOLATION_HEADERS)) response.setHeader(name, value);
    await first?.(request, response);
    if (response.writableEnded) return;
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
