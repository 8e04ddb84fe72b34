/** A module says whether its memory is shared, and engines take no other. Both types are as many bytes. */
export const MEMORY_TYPES = {
  /** Shared, from 0 to 65,536 pages. */
  shared: [0x03, 0x00, 0x80, 0x80, 0x04],
  /** From 0 pages. Numbers in WebAssembly may have leading zeros. */
  unshared: [0x00, 0x80, 0x80, 0x80, 0x00],
};
