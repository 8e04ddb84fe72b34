import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const isDone = installOnDebian('chromium') || run('npx', 'playwright', 'install', 'chromium');
  const installed = isDone ? findBrowser() : undefined;
  if (installed === undefined) {
    throw new Error(`no browser, and none could be installed; install Chromium, or name one in ${BROWSER_VARIABLE}`);
  }
  return installed;
}

/** Gets Playwright's build of WebKit, where it is not there: it has none for every system. */
export function ensurePlaywrightWebKit(): void {
  if (!run('npx', 'playwright', 'install', 'webkit')) throw new Error("Playwright's WebKit can't be installed here");
}

/** Installs what is missing of some packages, when root on Debian; tells whether all are there. */
export function installOnDebian(...packages: string[]): boolean {
  const isRootOnDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (!isRootOnDebian) return false;
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return true;
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...missing];
  return runAlone('apt-get', 'update', '-qq') && runAlone('apt-get', ...install);
}

/** What dpkg knows of a package may be that it was removed, or that another one suggests it. */
function isInstalled(name: string): boolean {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholder
  const { stdout } = spawnSync('dpkg-query', ['--show', '--showformat=${Status}', name], { encoding: 'utf8' });
  return stdout.endsWith(' installed');
}

/** As `run`, after all others that do: apt-get fails while another one runs, and turbo runs several tests at a time. */
function runAlone(program: string, ...args: string[]): boolean {
  return run('flock', join(tmpdir(), 'involution-install.lock'), program, ...args);
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
