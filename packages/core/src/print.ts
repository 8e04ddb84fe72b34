/** Entries of a list or an object that a message shows. */
const MAX_ENTRIES = 12;

/** Characters of a text of several lines: a message of another package, a stack. */
const MAX_TEXT = 4000;

/**
 * Writes a value of any kind for an error message: short, on one line, without characters that a terminal would obey.
 * Never throws, whatever the value, and looks at no more of it than it shows.
 *
 * @param depth How deep lists and objects are shown. Default 3.
 */
export function print(value: unknown, depth = 3): string {
  if (typeof value === 'string') return `'${printable(value)}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  const isArray = Array.isArray(value);
  const [open, close] = isArray ? '[]' : '{}';
  if (depth === 0) return `${open}…${close}`;
  try {
    const keys = isArray
      ? Array.from({ length: Math.min(value.length, MAX_ENTRIES + 1) }, (_, k) => k)
      : Object.keys(value);
    const shown = keys.slice(0, MAX_ENTRIES).map((key) => {
      const entry = print((value as Record<string | number, unknown>)[key], depth - 1);
      return isArray ? entry : `${printable(String(key))}: ${entry}`;
    });
    return `${open}${[...shown, ...(keys.length > MAX_ENTRIES ? ['…'] : [])].join(', ')}${close}`;
  } catch {
    // A getter or a proxy of the caller's threw. That is not what the message is about.
    return `${open}…${close}`;
  }
}

/**
 * A text as a message can hold it: cut, and control and direction characters written as their numbers.
 *
 * @param maxLength Characters to keep. Default 120.
 */
export function printable(text: string, maxLength = 120): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}

/** A text of several lines as terminals can show it, cut after 4,000 characters: each line as {@link printable} has it. */
export function printableLines(text: string): string {
  const lines = text.slice(0, MAX_TEXT).split('\n');
  return lines.map((line) => printable(line, MAX_TEXT)).join('\n');
}
