import { env } from '@tensorflow/tfjs-core';

const IN_PLACE = 'INVOLUTION_WASM_IN_PLACE';

/** Adds our flag to tfjs's, on by default. A second time would undo what the user has set since. */
export function registerInPlaceFlag(): void {
  if (IN_PLACE in env().getFlags()) return;
  env().registerFlag(IN_PLACE, () => true);
  // Only a flag that has been read is listed.
  env().getBool(IN_PLACE);
}

/** Whether kernels may work on tfjs's own heap. Read at every call, because tfjs's flags may be set at any time. */
export function isInPlaceAllowed(): boolean {
  return env().getBool(IN_PLACE);
}
