import type { Manifest } from '@involution/conformance';
import url from '@involution/conformance/data/manifest.json?url';

let manifest: Promise<Manifest> | undefined;

/** Every test of the kit, fetched once, when a page first asks. */
export function loadManifest(): Promise<Manifest> {
  manifest ??= fetchManifest().catch((error) => {
    manifest = undefined; // so that the next one who asks may have more luck
    throw error;
  });
  return manifest;
}

async function fetchManifest(): Promise<Manifest> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The list of the kit's cases can't be fetched: ${response.status}.`);
  return response.json();
}
