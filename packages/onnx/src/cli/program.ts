import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isInvolutionError, printableLines } from '@involution/core';
import type { ModelProto } from '@involution/onnx-messages';
import { Command, CommanderError } from 'commander';
import { expandModel } from '../expand.ts';
import { fuseModel } from '../fuse.ts';
import { externalLocations, type ReadExternal } from '../graph/external-data.ts';
import { readModel, writeModel } from '../graph/model-file.ts';
import { requireValidStructure } from '../graph/structure.ts';
import { describeSite, inspectModel } from '../inspect.ts';
import { copyDataFiles, mergeData, readerIn, requireInside } from './data-files.ts';
import { summarizeDataFiles, summarizeExpansion, summarizeFusion, summarizeInspection } from './summary.ts';

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
  transformation('fuse', 'fused', (model, read) => {
    const fusion = fuseModel(model, read);
    return { summary: summarizeFusion(fusion), isChanged: fusion.fused.length > 0 };
  }).description(
    "make one ai.involution::Involution node of each involution that an exporter wrote as several of ONNX's",
  );
  transformation('expand', 'expanded', (model) => {
    const nodes = expandModel(model).map((site) => describeSite(site, true));
    return { summary: summarizeExpansion(nodes), isChanged: nodes.length > 0 };
  }).description('give each Involution node a body of standard operators, for any ONNX runtime');
  program
    .command('inspect')
    .description('list Involution nodes, what could be fused, and rejected matches with the reasons')
    .argument('<in.onnx>', 'the model')
    .action(async (path: string) => {
      const { model, read } = await open(path);
      const inspection = inspectModel(model, read);
      out(`${path}: ${summarizeInspection(inspection)}\n`);
      finish(inspection.nodes.length + inspection.fusable.length > 0);
    });
  return program;

  /** A command that reads a model, does something to it and writes it. */
  function transformation(name: string, done: string, work: Work): Command {
    return program
      .command(name)
      .argument('<in.onnx>', 'the model')
      .argument('[out.onnx]', `where to write the result (default: in.${done}.onnx)`)
      .option(
        '--merge',
        'write one file, with the tensors that lie in files beside the model (default: copy these files)',
      )
      .action(async (path: string, target: string = besides(path, done), { merge = false }: { merge?: boolean }) => {
        const { bytes, model, read, dataFiles } = await open(path);
        const { summary, isChanged } = work(model, read);
        if (merge) mergeData(model, read);
        const copied = merge ? [] : await copyDataFiles(dataFiles, dirname(path), dirname(target));
        await writeFile(target, isChanged || merge ? writeModel(model) : bytes);
        out(`${target}: ${summary}${summarizeDataFiles(dataFiles, copied, merge)}\n`);
        finish(isChanged);
      });
  }
}

/** What a command does to a model. */
type Work = (model: ModelProto, read: ReadExternal) => { summary: string; isChanged: boolean };

async function open(path: string) {
  const bytes = await readFile(path);
  const model = readModel(bytes);
  requireValidStructure(model);
  const dataFiles = externalLocations(model);
  await requireInside(dirname(path), dataFiles);
  return { bytes, model, read: readerIn(dirname(path)), dataFiles };
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
