/** A word as it is, the place of a table, or the place of memory that a kernel fills itself. All in order. */
export type Field = number | { table: readonly number[] } | { bytes: number };

/** Loads of four values are quickest from multiples of this. */
const ALIGNMENT = 16;

/**
 * Writes fields one word each, the tables behind them and room for scratch memory behind those. A table's or room's
 * field is its distance in bytes from the first word.
 */
export function layOut(fields: readonly Field[]): { words: Int32Array; scratchBytes: number } {
  const tables = fields.flatMap((field) => (isTable(field) ? [...field.table] : []));
  const words = new Int32Array(fields.length + tables.length);
  words.set(tables, fields.length);
  let tableAt = fields.length * words.BYTES_PER_ELEMENT;
  let roomAt = align(words.byteLength);
  fields.forEach((field, k) => {
    if (typeof field === 'number') {
      words[k] = field;
    } else if (isTable(field)) {
      words[k] = tableAt;
      tableAt += field.table.length * words.BYTES_PER_ELEMENT;
    } else {
      words[k] = roomAt;
      roomAt += align(field.bytes);
    }
  });
  return { words, scratchBytes: roomAt };
}

function isTable(field: Field): field is { table: readonly number[] } {
  return typeof field === 'object' && 'table' in field;
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
