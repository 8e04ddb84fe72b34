import { execFileSync } from 'node:child_process';

/** Runs pnpm in a folder and returns what it prints. On Windows it is a batch file, which only a shell starts. */
export function pnpm(cwd: string, ...args: string[]): string {
  return execFileSync('pnpm', args, { cwd, encoding: 'utf8', stdio: 'pipe', shell: process.platform === 'win32' });
}
