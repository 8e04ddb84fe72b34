/** A word as it is, a table whose place the word is, or memory that a kernel fills itself, likewise. */
export type Field = number | number[] | { bytes: number };

/** Bytes of a word. */
export const WORD = 4;
/** Loads of four values are quickest from multiples of this. */
const ALIGNMENT = 16;

/**
 * Writes fields one word each, the tables behind them and room for scratch memory behind those. A table's or room's
 * field is its distance in bytes from the first word.
 */
export function layOut(fields: readonly Field[]): { words: Int32Array; scratchBytes: number } {
  const tables = fields.flatMap((field) => (Array.isArray(field) ? field : []));
  const words = new Int32Array(fields.length + tables.length);
  words.set(tables, fields.length);
  let tableAt = fields.length * WORD;
  let roomAt = align(words.byteLength);
  fields.forEach((field, k) => {
    if (typeof field === 'number') {
      words[k] = field;
    } else if (Array.isArray(field)) {
      words[k] = tableAt;
      tableAt += field.length * WORD;
    } else {
      words[k] = roomAt;
      roomAt += align(field.bytes);
    }
  });
  return { words, scratchBytes: roomAt };
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
