// Firefox with WebGL and WebGPU, for tests of what must work beyond Chromium. Nothing controls it from outside: a Firefox of 2026
// under WebDriver BiDi leaves one in four workers hanging that start workers of their own, one that opens an address leaves
// none. So its pages tell what they see themselves, to a server of the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasGpu, softwareVulkanDriver } from './index.ts';
import { installOnDebian } from './install.ts';

/** Set it to the path of a Firefox to use that one. */
export const FIREFOX_VARIABLE = 'INVOLUTION_FIREFOX';

/** A Firefox that shows a page. */
export interface Firefox {
  /** Ends it and all that belongs to it. */
  close(): Promise<void>;
}

const USUAL_PATHS = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Firefox, a screen for it to have WebGL, and the drivers of a GPU in software. */
const PACKAGES = ['firefox-esr', 'xvfb', 'libgl1-mesa-dri', 'libegl1', 'libvulkan1'];

const PREFERENCES = {
  'dom.webgpu.enabled': true,
  'dom.webgpu.workers.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'webgl.force-enabled': true,
  // No windows and pages that greet.
  'browser.aboutwelcome.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
};

/**
 * Opens an address in a Firefox with a new profile. Installs a Firefox where there is none: root on Debian.
 *
 * @throws Error when there is none, and none can be installed.
 */
export async function openFirefox(url: string): Promise<Firefox> {
  if (process.env[FIREFOX_VARIABLE] === undefined) installOnDebian(...PACKAGES);
  const executable = findFirefox();
  if (!executable) throw new Error(`no Firefox found; install one, or name one in ${FIREFOX_VARIABLE}`);
  const profile = await mkdtemp(join(tmpdir(), 'involution-firefox-'));
  const preferences = Object.entries(PREFERENCES).map((entry) => `user_pref(${JSON.stringify(entry).slice(1, -1)});`);
  await writeFile(join(profile, 'user.js'), preferences.join('\n'));
  const isLinux = process.platform === 'linux';
  // Without a screen Firefox has no WebGL.
  const screen = isLinux ? await startScreen() : undefined;
  const driver = isLinux && !hasGpu() ? { VK_ICD_FILENAMES: softwareVulkanDriver() } : {};
  const args = ['--no-remote', '--profile', profile, ...(screen ? [] : ['--headless']), url];
  const env = { ...process.env, ...driver, ...(screen && { DISPLAY: screen.display }) };
  const firefox = spawn(executable, args, { env, stdio: 'ignore' });
  return {
    async close() {
      await ended(firefox);
      if (screen) await ended(screen.process);
      // The processes of its pages may write for a moment more.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

function findFirefox(): string | undefined {
  const chosen = process.env[FIREFOX_VARIABLE];
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`${FIREFOX_VARIABLE} is '${chosen}', expected the path of a Firefox`);
    return chosen;
  }
  return USUAL_PATHS.find((path) => existsSync(path));
}

/** A screen in memory, of a number that is free. */
async function startScreen(): Promise<{ process: ChildProcess; display: string }> {
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.stdout!.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { process: child, display: `:${number}` };
}
