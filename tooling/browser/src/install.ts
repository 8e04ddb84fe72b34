// Gets a browser where there is none: Debian's package when root on Debian, else Playwright's own download.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BROWSER_VARIABLE, findBrowser } from './index.ts';

const found = findBrowser();
if (found === undefined) {
  const isRootOnDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  const isDone = isRootOnDebian
    ? run('apt-get', 'update', '-qq') && run('apt-get', 'install', '-y', '-qq', 'chromium')
    : run('npx', 'playwright', 'install', 'chromium');
  const installed = isDone ? findBrowser() : undefined;
  if (installed === undefined) {
    console.error(`no browser could be installed; install Chromium, or set ${BROWSER_VARIABLE} to the path of one`);
    process.exit(1);
  }
  console.log(`installed ${installed}`);
} else {
  console.log(`found ${found}`);
}

function run(program: string, ...args: string[]): boolean {
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}
