// WebKit, Safari's engine, in the small browser that comes with Debian's build of it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installOnDebian } from './install.ts';
import { type BrowserWindow, openWindow, printedBy } from './window.ts';

/** Set it to the path of a MiniBrowser to use that one. */
export const WEBKIT_VARIABLE = 'INVOLUTION_WEBKIT';

const PACKAGES = ['webkit2gtk-driver', 'xvfb', 'libgl1-mesa-dri', 'libegl1'];

/**
 * Opens an address in WebKitGTK's MiniBrowser, which this installs where there is none: root on Debian.
 *
 * @throws Error when there is none, and none can be installed.
 */
export async function openWebKit(url: string): Promise<BrowserWindow> {
  // It takes its language from there; `C` is none, and JavaScript's `Intl` throws.
  return openWindow({ executable: ensureMiniBrowser(), args: ['--private', url], env: { LC_ALL: 'en_US.UTF-8' } });
}

/** The version of that browser; what it calls itself is Safari's. */
export async function webkitVersion(): Promise<string> {
  const printed = await printedBy({ executable: ensureMiniBrowser(), args: ['--version'] });
  return printed.replace('WebKitGTK', '').trim();
}

function ensureMiniBrowser(): string {
  const chosen = process.env[WEBKIT_VARIABLE];
  if (chosen === undefined) installOnDebian(...PACKAGES);
  const executable = chosen ?? findMiniBrowser();
  if (!executable || !existsSync(executable)) {
    throw new Error(`no MiniBrowser of WebKitGTK found; install one, or name one in ${WEBKIT_VARIABLE}`);
  }
  return executable;
}

/** `/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser`, for instance. */
function findMiniBrowser(): string | undefined {
  const root = '/usr/lib';
  if (!existsSync(root)) return undefined;
  const platforms = readdirSync(root).filter((name) => name.endsWith('-linux-gnu'));
  const versions = platforms.flatMap((platform) =>
    readdirSync(join(root, platform)).map((name) => join(platform, name)),
  );
  const paths = versions
    .filter((name) => /[/\\]webkit(2)?gtk-[\d.]+$/.test(name))
    .map((name) => join(root, name, 'MiniBrowser'));
  return paths.find((path) => existsSync(path));
}
