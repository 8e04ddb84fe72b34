import { readFile } from 'node:fs/promises';
import { fileSource } from '@involution/checkpoints/node';
import { InvolutionError, isInvolutionError, printableLines } from '@involution/core';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { convert } from '../convert.ts';
import { type ConvertReport, TARGETS, type Target } from '../convert-options.ts';
import type { Check } from './check.ts';
import type { Host } from './host.ts';
import { OutputFolder } from './output-folder.ts';
import { showProgress } from './show-progress.ts';
import { summarizeCheck, summarizeConversion } from './summary.ts';

/** What the program exits with. */
export const EXIT = { done: 0, differs: 1, failed: 2 } as const;

interface Flags {
  to: Target | 'all';
  out: string;
  depth?: number;
  imageSize?: number;
  half?: boolean;
  labels?: string;
  check?: string;
}

/**
 * Runs `involution-convert`.
 *
 * @param args What follows the program's name on the command line.
 * @returns The exit code, one of {@link EXIT}. What goes wrong is written to `host.error`, not thrown.
 */
export async function runCli(args: readonly string[], host: Host): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = programOf(host, async (file, flags) => {
    exitCode = await run(file, flags, host);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has written its message, or the help that was asked for, already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.failed;
    host.error(`involution-convert: ${describeError(error)}\n`);
    return EXIT.failed;
  }
}

function programOf({ version, out, error }: Host, action: (file: string, flags: Flags) => Promise<void>): Command {
  return new Command('involution-convert')
    .description('Converts a published checkpoint of a network with involutions to ONNX and TensorFlow.js.')
    .argument('<checkpoint>', 'a file of PyTorch (.pth), safetensors, Paddle (.pdparams) or Keras (.h5, .keras)')
    .addOption(new Option('--to <target>', 'what to write').choices(['onnx', 'tfjs', 'all']).default('all'))
    .requiredOption('--out <folder>', 'where to write it')
    .option('--depth <depth>', 'the depth that RedNet must have (default: any)', positiveInteger)
    .option('--image-size <pixels>', 'height and width of the image (default: any)', positiveInteger)
    .option('--half', 'store weights in half precision: files of half the size')
    .option('--labels <file>', 'names of the classes, one a line, or a JSON array')
    .option('--check <photo>', 'run the result in TensorFlow.js and in onnxruntime-web, and say how far apart they are')
    .version(version)
    .addHelpText(
      'after',
      '\nExits with 0 when done, 1 when --check finds different predictions, 2 when something failed; then nothing is written.',
    )
    .configureOutput({ writeOut: out, writeErr: error })
    .exitOverride()
    .action(action);
}

async function run(file: string, flags: Flags, host: Host): Promise<number> {
  const { depth, imageSize, half } = flags;
  const labels = flags.labels === undefined ? undefined : parseLabels(await readFile(flags.labels, 'utf8'));
  const given = {
    ...(depth !== undefined && { depth }),
    ...(imageSize !== undefined && { imageSize }),
    ...(half !== undefined && { half }),
    ...(labels !== undefined && { labels }),
  };
  const folder = new OutputFolder(flags.out);
  try {
    const write = (path: string, bytes: Uint8Array) => folder.write(path, bytes);
    const to = flags.to === 'all' ? TARGETS : [flags.to];
    const report = await converted(file, { to, write, ...given }, host);
    const check = flags.check === undefined ? undefined : await checked(file, flags.check, { to, folder, given }, host);
    await folder.commit();
    host.out(summarizeConversion(file, flags.out, report));
    if (check !== undefined) host.out(summarizeCheck(flags.check!, check));
    return check === undefined || check.agrees ? EXIT.done : EXIT.differs;
  } finally {
    folder.discard();
  }
}

async function converted(file: string, options: Parameters<typeof convert>[1], host: Host): Promise<ConvertReport> {
  if (options.to.includes('tfjs')) await useTfjs();
  const progress = showProgress(host);
  const source = await fileSource(file);
  try {
    return await convert(source, { ...options, onProgress: progress.update });
  } finally {
    progress.stop();
    await source.close();
  }
}

/** Compares what was written, and for a target that was not asked for, what would be. */
async function checked(
  file: string,
  photo: string,
  { to, folder, given }: { to: readonly Target[]; folder: OutputFolder; given: object },
  host: Host,
): Promise<Check> {
  const { checkOnPhoto } = await import('./check.ts');
  const others = new Map<string, Uint8Array>();
  for (const target of TARGETS.filter((candidate) => !to.includes(candidate))) {
    await converted(file, { to: [target], write: (path, bytes) => void others.set(path, bytes), ...given }, host);
  }
  return checkOnPhoto(async (path) => others.get(path) ?? folder.read(path), photo);
}

/** All that is computed are transposes of weights. */
async function useTfjs(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm');
  const { enableProdMode, setBackend } = await import('@tensorflow/tfjs-core');
  // Else it recommends another package on the terminal.
  enableProdMode();
  await setBackend('wasm');
}

function positiveInteger(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a positive integer.');
}

function parseLabels(text: string): string[] {
  if (!text.trimStart().startsWith('[')) return text.trimEnd().split(/\r?\n/);
  try {
    return JSON.parse(text) as string[];
  } catch (cause) {
    throw new InvolutionError(
      'INVALID_OPTIONS',
      'labels',
      'The file of labels begins like a JSON array, but is none.',
      { cause },
    );
  }
}

/** An error of ours or of the file system says what is wrong; of any other, developers need to know where it is from. */
function describeError(error: unknown): string {
  const isExpected = error instanceof Error && (isInvolutionError(error) || 'code' in error);
  const text = isExpected ? error.message : String((error instanceof Error && error.stack) || error);
  return printableLines(text);
}
