/** A value as tests of the READMEs write it, but for plain objects, of which they would say nothing. */
export function textOf(value: unknown): string {
  if (value instanceof Error) return String(value);
  const text = isPlain(value) ? json(value) : undefined;
  return text ?? String(value);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** `undefined` for what JSON has no words for, such as large integers and objects that hold themselves. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** An error with the line of the program that threw it, where that can be told, and its code, where it has one. */
export function textOfError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${textOf(error)}`;
  // Programs are modules from a blob, and nothing else is.
  const line = /blob:[^\s)]*?:(\d+):\d+/.exec(error.stack ?? '')?.[1];
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `${line === undefined ? '' : `line ${line}: `}${error}${code}`;
}
