// A registry of this machine, for packages that are not published yet: what npm, pnpm and others ask of one, no more.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';

/** A registry. */
export interface Registry {
  readonly url: string;
  /** Names of what was published, with the version. */
  readonly published: ReadonlyMap<string, string>;
  close(): void;
}

/** What `npm publish` sends. */
interface Publication {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { dist: Record<string, string> }>>;
  readonly _attachments: Readonly<Record<string, { data: string }>>;
}

/**
 * Starts a registry that is empty, takes what is published, and sends who asks for anything else to another one.
 *
 * @param elsewhere URL of that registry, with a slash at its end.
 */
export async function startRegistry(elsewhere: string): Promise<Registry> {
  const documents = new Map<string, Publication>();
  const tarballs = new Map<string, Buffer>();
  let url: string;

  async function publish(request: IncomingMessage): Promise<void> {
    const publication = (await json(request)) as Publication;
    const [version] = Object.values(publication.versions);
    const [attachment] = Object.values(publication._attachments);
    const tarball = Buffer.from(attachment!.data, 'base64');
    const path = `/-/${tarballs.size}.tgz`;
    tarballs.set(path, tarball);
    version!.dist.tarball = url + path;
    version!.dist.integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    documents.set(publication.name, { ...publication, _attachments: {} });
  }

  function answer(path: string, response: ServerResponse): void {
    const document = documents.get(decodeURIComponent(path.slice(1)));
    const tarball = tarballs.get(path);
    if (document) response.setHeader('Content-Type', 'application/json').end(JSON.stringify(document));
    else if (tarball) response.end(tarball);
    else response.writeHead(302, { Location: new URL(path.slice(1), elsewhere).href }).end();
  }

  const server = createServer(async (request, response) => {
    if (request.method !== 'PUT') return answer(request.url!, response);
    await publish(request);
    response.setHeader('Content-Type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${url}/`,
    get published() {
      return new Map(Array.from(documents, ([name, document]) => [name, document['dist-tags'].latest!]));
    },
    close: () => void server.close(),
  };
}

/** The registry that npm is set to here. */
export async function npmRegistry(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], {
    shell: process.platform === 'win32',
  });
  return stdout.trim().replace(/\/?$/, '/');
}
