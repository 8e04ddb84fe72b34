import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Runs a script of this package in a Node process of its own, where settings that are read once and the memory that a
 * process has taken are its own.
 *
 * @param argument The script's only one.
 * @returns What the script has printed last, a line of JSON: runtimes print, too.
 */
export async function inProcess<Result>(script: URL, argument: string): Promise<Result> {
  const args = ['--import', import.meta.resolve('tsx'), fileURLToPath(script), argument];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Result;
}
