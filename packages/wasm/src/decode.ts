/** Characters in use, and the code of the first of them. */
export const COUNT = 87;
export const FIRST = 39;
/** The code of the character that stands for 0. */
export const ZERO = 99;
/** Bytes below this are a character each. */
export const SINGLE = 84;

/**
 * Bytes, each as a character of a string, from text of printable ASCII. A character is a byte, but one of those that stand
 * for `SINGLE` and more is what the byte behind it has beyond its own: once, twice or three times `SINGLE`. gzip packs it
 * as tightly as the bytes themselves, which it does not of base64: characters of that don't begin where bytes do. `ZERO`
 * makes the bytes that modules have most the characters that the code around them has most, lower-case letters.
 */
export function decode(text: string): string {
  let bytes = '';
  let more = 0;
  for (const character of text) {
    const value = (character.charCodeAt(0) - ZERO + COUNT) % COUNT;
    if (value < SINGLE) bytes += String.fromCharCode(more + value);
    more = value < SINGLE ? 0 : (value - SINGLE + 1) * SINGLE;
  }
  return bytes;
}
