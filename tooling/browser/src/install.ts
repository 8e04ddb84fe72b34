import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BROWSER_VARIABLE, findBrowser } from './index.ts';

/**
 * Gets a browser where there is none: Debian's package when root on Debian, else Playwright's own download.
 *
 * @returns Its path.
 * @throws Error when none can be installed.
 */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found !== undefined) return found;
  const isRootOnDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  const isDone = isRootOnDebian
    ? run('apt-get', 'update', '-qq') && run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium')
    : run('npx', 'playwright', 'install', 'chromium');
  const installed = isDone ? findBrowser() : undefined;
  if (installed === undefined) {
    throw new Error(`no browser, and none could be installed; install Chromium, or name one in ${BROWSER_VARIABLE}`);
  }
  return installed;
}

/** Runs a program; what it prints goes to stderr, out of the way of our own output. */
function run(program: string, ...args: string[]): boolean {
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}
