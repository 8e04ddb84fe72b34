import { transform } from 'sucrase';

/** A program as a worker runs it. */
export interface Compiled {
  /** A module whose default export is `async (require, exports) => …`. Its lines are those of the program. */
  readonly module: string;
  /** What it will ask `require` for. */
  readonly imports: readonly string[];
}

/**
 * Strips the types of a program and has its imports ask a function, for the page's own modules to be what it gets.
 *
 * @throws SyntaxError that names the line.
 */
export function compile(code: string): Compiled {
  const js = strip(code);
  return {
    module: `export default async (require, exports) => { ${js}\n}`,
    imports: [...new Set([...js.matchAll(/\brequire\('([^']+)'\)/g)].map((match) => match[1]!))],
  };
}

function strip(code: string): string {
  try {
    return transform(code, { transforms: ['typescript', 'imports'], disableESTransforms: true }).code;
  } catch (error) {
    // `Error transforming …: Unexpected token (3:5)`
    const [, message, line] = /(?:Error transforming [^:]*: )?(.*) \((\d+):\d+\)$/.exec((error as Error).message) ?? [];
    if (message === undefined) throw error;
    throw new SyntaxError(`line ${line}: ${message}`);
  }
}
