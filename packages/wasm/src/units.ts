/** Bytes of a float32. */
export const FLOAT = 4;
/** Values in a vector. */
export const LANES = 4;
