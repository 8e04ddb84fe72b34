// Runs in a worker of its own: one program, once.
import { expose } from 'comlink';
import { compile } from './compile.ts';
import { loaders } from './loaders.ts';
import { isModuleName, MODULE_NAMES } from './modules.ts';
import { textOf, textOfError } from './text.ts';

/** A line that a program logged, by what it called. */
export interface Line {
  readonly level: 'log' | 'info' | 'debug' | 'warn' | 'error';
  readonly text: string;
}

/** A page is not to drown in what an endless loop logs. */
const MAX_LINES = 1000;

const calls = {
  /**
   * Runs a program to its end, and until the page has each line: lines and the end go through ports of their own, so that
   * the end could overtake them.
   *
   * @param onLine Gets each line at once.
   * @returns The error that ended it, where one did.
   */
  async run(code: string, onLine: (line: Line) => unknown): Promise<string | undefined> {
    let delivered: unknown;
    captureConsole((line) => {
      delivered = onLine(line);
    });
    try {
      const { module, imports } = compile(code);
      const modules = new Map<string, object>();
      for (const name of imports) modules.set(name, await load(name));
      const url = URL.createObjectURL(new Blob([module], { type: 'text/javascript' }));
      const { default: program } = await import(/* @vite-ignore */ url);
      const require = (name: string) => {
        const found = modules.get(name);
        if (found === undefined) throw new Error('import(…) needs the name of a module between quotes.');
        return found;
      };
      await program(require, {});
      await delivered;
      return undefined;
    } catch (error) {
      await delivered;
      return textOfError(error);
    }
  },
};

/** What a worker does for its page. */
export type WorkerCalls = typeof calls;

expose(calls);

/** Libraries log on the same console. */
function captureConsole(onLine: (line: Line) => void): void {
  let count = 0;
  for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    console[level] = (...words: readonly unknown[]) => {
      count += 1;
      if (count <= MAX_LINES) onLine({ level, text: words.map(textOf).join(' ') });
      if (count === MAX_LINES) onLine({ level: 'warn', text: `… No more than ${MAX_LINES} lines are shown.` });
    };
  }
}

async function load(name: string): Promise<object> {
  if (!isModuleName(name)) {
    throw new Error(`A page can’t import '${name}'. What can be imported here: ${MODULE_NAMES.join(', ')}.`);
  }
  const module = await loaders[name]();
  // Said to be a module, it is used as it is; else its names would be copied, and be those of now for ever.
  return new Proxy(module, { get: (names, key) => key === '__esModule' || Reflect.get(names, key) });
}
