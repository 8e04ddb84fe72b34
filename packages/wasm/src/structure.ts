// Lays out the structures of layout.ts in words.

/** Memory that a kernel fills itself. */
export interface Room {
  bytes: number;
}

/** Names of a structure's fields in the order of their words, each table with the structure of its entries. */
export interface Structure<T> extends ReadonlyArray<string | readonly [string, Structure<unknown>]> {
  /** What it is the structure of, for the type checker alone. */
  readonly of?: T;
}

/** Words to be copied to where scratch memory begins, and how much of it they ask for, themselves included. */
export interface Layout {
  readonly words: Int32Array;
  readonly scratchBytes: number;
}

/** Bytes of a word. */
const WORD = 4;
/** Bytes of a vector of four values, which is loaded fastest from a multiple of them. */
const VECTOR = 16;

/**
 * Writes a structure, a word for each of its fields, the tables that it refers to behind it and rooms behind those. The
 * word of a table or room is its distance in bytes from the first word.
 */
export function layOut<T>(structure: Structure<T>, value: NoInfer<T>): Layout {
  const words: number[] = [];
  const rooms: [word: number, bytes: number][] = [];
  const write = (structure: Structure<unknown>, entries: readonly unknown[]): number => {
    let word = words.length;
    const offset = word * WORD;
    // All entries before the tables that they refer to.
    words.length += entries.length * structure.length;
    for (const entry of entries as Record<string, number | Room | readonly unknown[]>[]) {
      for (const field of structure) {
        if (typeof field !== 'string') words[word] = write(field[1], entry[field[0]] as readonly unknown[]);
        else if (typeof entry[field] === 'number') words[word] = entry[field];
        else rooms.push([word, (entry[field] as Room).bytes]);
        word++;
      }
    }
    return offset;
  };
  write(structure, [value]);
  let scratchBytes = align(words.length * WORD);
  for (const [word, bytes] of rooms) {
    words[word] = scratchBytes;
    scratchBytes += align(bytes);
  }
  return { words: Int32Array.from(words), scratchBytes };
}

/** So many bytes and what is missing to whole vectors. */
export function align(bytes: number): number {
  return Math.ceil(bytes / VECTOR) * VECTOR;
}
