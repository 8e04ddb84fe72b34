import { readFile, writeFile } from 'node:fs/promises';
import { isInvolutionError } from '@involution/core';
import { Command, CommanderError } from 'commander';
import { expandNodesIn } from '../expand.ts';
import { fuseInvolution } from '../fuse.ts';
import { printableLines } from '../graph/names.ts';
import { describeSite, inspectInvolution } from '../inspect.ts';
import { summarizeExpansion, summarizeFusion, summarizeInspection } from './summary.ts';

/** What the program exits with. */
export const EXIT = { done: 0, nothingFound: 1, failed: 2 } as const;

/** What the program runs in. */
export interface Host {
  /** The package's version. */
  version: string;
  out(text: string): void;
  error(text: string): void;
}

/**
 * Runs `involution-onnx`.
 *
 * @param args What follows the program's name on the command line.
 * @returns The exit code, one of {@link EXIT}. What goes wrong is written to `host.error`, not thrown.
 */
export async function runCli(args: readonly string[], host: Host): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = programOf(host, (wasFound) => {
    exitCode = wasFound ? EXIT.done : EXIT.nothingFound;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has written its message, or the help that was asked for, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.failed;
    host.error(`involution-onnx: ${describeError(error)}\n`);
    return EXIT.failed;
  }
}

function programOf({ version, out, error }: Host, finish: (wasFound: boolean) => void): Command {
  const program = new Command('involution-onnx')
    .description('Finds, fuses and expands involutions in ONNX models.')
    .version(version)
    .addHelpText(
      'after',
      '\nExits with 0 when done, 1 when there was no involution to work on, 2 when something failed.',
    )
    .configureOutput({ writeOut: out, writeErr: error })
    .exitOverride();
  program
    .command('fuse')
    .description(
      "make one ai.involution::Involution node of each involution that an exporter wrote as several of ONNX's",
    )
    .argument('<in.onnx>', 'the model')
    .argument('[out.onnx]', 'where to write the result (default: in.fused.onnx)')
    .action(async (path: string, target = besides(path, 'fused')) => {
      const result = fuseInvolution(await readFile(path));
      await writeFile(target, result.model);
      out(`${target}: ${summarizeFusion(result)}\n`);
      finish(result.fused.length > 0);
    });
  program
    .command('expand')
    .description('give each Involution node a body of standard operators, for any ONNX runtime')
    .argument('<in.onnx>', 'the model')
    .argument('[out.onnx]', 'where to write the result (default: in.expanded.onnx)')
    .action(async (path: string, target = besides(path, 'expanded')) => {
      const { model, expanded } = expandNodesIn(await readFile(path));
      await writeFile(target, model);
      out(`${target}: ${summarizeExpansion(expanded.map((site) => describeSite(site, true)))}\n`);
      finish(expanded.length > 0);
    });
  program
    .command('inspect')
    .description('list Involution nodes, what could be fused, and rejected matches with the reasons')
    .argument('<in.onnx>', 'the model')
    .action(async (path: string) => {
      const inspection = inspectInvolution(await readFile(path));
      out(`${path}: ${summarizeInspection(inspection)}\n`);
      finish(inspection.nodes.length + inspection.fusable.length > 0);
    });
  return program;
}

/** `models/net.onnx` → `models/net.fused.onnx`. */
function besides(path: string, what: string): string {
  return `${path.replace(/\.onnx$/, '')}.${what}.onnx`;
}

/** An error of ours or of the file system says what is wrong; of any other, developers need to know where it is from. */
function describeError(error: unknown): string {
  const isExpected = error instanceof Error && (isInvolutionError(error) || 'code' in error);
  const text = isExpected ? error.message : String((error instanceof Error && error.stack) || error);
  return printableLines(text);
}
