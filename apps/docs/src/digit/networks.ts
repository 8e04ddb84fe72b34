// The trained networks as files of the site. Each is one asset, loaded when asked for.
import kerasExample from '@involution/digits/data/keras-example.keras?url';
import rednet from '@involution/digits/data/rednet.pth?url';
import type { NetworkName } from './samples.ts';

/** What the page says of a network and where its file is. */
export interface NetworkFile {
  readonly file: string;
  readonly url: string;
  /** Millions of bytes; a test weighs them. */
  readonly megabytes: number;
}

export const networkFiles: Readonly<Record<NetworkName, NetworkFile>> = {
  rednet: { file: 'rednet.pth', url: rednet, megabytes: 1.4 },
  'keras-example': { file: 'keras-example.keras', url: kerasExample, megabytes: 0.4 },
};

/** @throws Error where the host doesn't give it. */
export async function fetchNetwork(name: NetworkName, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(networkFiles[name].url, { signal });
  if (!response.ok) throw new Error(`${response.url} has the status ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}
