import { promisedLines } from '@involution/readme/promised';

/** What a comment of the form `// → text` promises, and what came of it. */
export interface Check {
  /** Of the comment, from 1. */
  readonly line: number;
  readonly promised: string;
  /** What was logged; missing before it is, or where it never was. */
  readonly logged?: string;
  readonly state: 'met' | 'unmet' | 'pending';
}

/**
 * Compares what a program logs with its comments, the k-th line with the k-th comment, as tests of the READMEs do.
 *
 * @param isFinished Whether no more lines will come.
 */
export function checkLines(code: string, logged: readonly string[], isFinished: boolean): Check[] {
  const lines = code.split('\n').flatMap((text, k) => (promisedLines(text).length > 0 ? [k + 1] : []));
  return promisedLines(code).map((promised, k) => {
    const line = lines[k]!;
    const text = logged[k];
    if (text === undefined) return { line, promised, state: isFinished ? 'unmet' : 'pending' };
    return { line, promised, logged: text, state: text === promised ? 'met' : 'unmet' };
  });
}
