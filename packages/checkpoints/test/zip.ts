import { unzipSync, type Zippable, zipSync } from 'fflate';

/** A zip file of these entries. */
export function zipOf(entries: Zippable, level: 0 | 6 = 0): Uint8Array {
  return zipSync(entries, { level });
}

/** A zip file with its entries compressed. */
export function deflated(file: Uint8Array): Uint8Array {
  return zipOf(unzipSync(file), 6);
}
