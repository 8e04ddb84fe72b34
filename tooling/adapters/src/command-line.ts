// What the programs behind the root commands share.
import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/** A program with options on its command line. */
interface Program<O extends Options, Settings> {
  /** What `--help` prints, which is an option of every program. */
  readonly usage: string;
  readonly options: O;
  /**
   * Makes settings of what was given.
   *
   * @throws Error when a value is none that the option takes.
   */
  read(values: Values<O>): Settings;
  /** @returns The exit code. */
  run(settings: Settings): Promise<number> | number;
}

/** Runs a program on the arguments of this process, whose exit code it sets: 2 for a wrong command line. */
export async function runCommandLine<O extends Options, Settings>(program: Program<O, Settings>): Promise<void> {
  const { usage, options, read, run } = program;
  let settings: Settings;
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
    if ('help' in values) {
      process.stdout.write(usage);
      return;
    }
    settings = read(values as Values<O>);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = await run(settings);
}

/**
 * The names of a list with commas between.
 *
 * @throws Error when one is not known.
 */
export function namesIn(option: string, list: string, known: readonly string[]): string[] {
  const names = list.split(',');
  for (const name of names) {
    if (!known.includes(name)) throw new Error(`--${option} has '${name}', expected some of: ${known.join(', ')}`);
  }
  return names;
}
