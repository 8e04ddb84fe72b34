import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FILES, type Written } from './folder.ts';

/**
 * Runs programs one after the other in a process of their own.
 *
 * @returns Of each the lines that it logs; the last says the error where there is one.
 */
export async function logsInNode(programs: readonly Written[]): Promise<string[][]> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = fork(
    fileURLToPath(new URL('node-process.ts', import.meta.url)),
    programs.map(({ path }) => pathToFileURL(path).href),
    { cwd: FILES, execArgv: ['--import', tsx], silent: true },
  );
  const logs: string[][] = [];
  child.on('message', (lines: string[]) => logs.push(lines));
  let errors = '';
  child.stderr!.on('data', (text: Buffer) => {
    errors += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return code === 0 ? logs : [...logs, [`error: the process ended with ${code}: ${errors}`]];
}
