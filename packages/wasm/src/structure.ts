// Lays out the structures of layout.ts in words.
import { FIELDS, type Room } from './layout.ts';

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
 * word of a table or room is its distance in bytes from the first word. A table that is referred to twice is written once.
 *
 * @typeParam T The structure. It has to be named, so that the type checker knows what fields there are.
 */
export function layOut<T extends object = never>(structure: NoInfer<T>): Layout {
  const words: number[] = [];
  const rooms: [word: number, bytes: number][] = [];
  const tables = new Map<readonly Entry[], number>();
  const write = (entries: readonly Entry[]): number => {
    const [first = {}] = entries;
    const fields = FIELDS.filter((field) => field in first);
    let word = words.length;
    const offset = word * WORD;
    tables.set(entries, offset);
    // All entries before the tables that they refer to.
    words.length += entries.length * fields.length;
    for (const entry of entries) {
      for (const field of fields) {
        const value = entry[field]!;
        if (typeof value === 'number') words[word] = value;
        else if ('bytes' in value) rooms.push([word, value.bytes]);
        else words[word] = tables.get(value) ?? write(value);
        word++;
      }
    }
    return offset;
  };
  write([structure as Entry]);
  let scratchBytes = align(words.length * WORD);
  for (const [word, bytes] of rooms) {
    words[word] = scratchBytes;
    scratchBytes += align(bytes);
  }
  return { words: Int32Array.from(words), scratchBytes };
}

interface Entry {
  readonly [field: string]: number | Room | readonly Entry[];
}

/** So many bytes and what is missing to whole vectors. */
export function align(bytes: number): number {
  return Math.ceil(bytes / VECTOR) * VECTOR;
}
