/** The character that stands for 0. */
export const FIRST = '#'.charCodeAt(0);
/** Bytes below this are a character each. */
export const SINGLE = 88;

/**
 * Bytes from text of printable ASCII. A character is a byte, but two of them are the byte that follows plus `SINGLE`, or
 * plus twice that. gzip packs it as tightly as the bytes themselves, which it does not of base64: characters of that
 * don't begin where bytes do.
 */
export function decode(text: string): number[] {
  const bytes: number[] = [];
  let more = 0;
  for (const character of text) {
    const value = character.charCodeAt(0) - FIRST;
    if (value < SINGLE) {
      bytes.push(more + value);
      more = 0;
    } else {
      more = (value - SINGLE + 1) * SINGLE;
    }
  }
  return bytes;
}
