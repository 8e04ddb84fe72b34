// Firefox with WebGL and WebGPU, for tests of what must work beyond Chromium. Playwright drives no Firefox but its own, which
// can't be had everywhere; Puppeteer drives Mozilla's.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';
import { hasGpu, softwareVulkanDriver } from './index.ts';
import { installOnDebian } from './install.ts';

/** Set it to the path of a Firefox to use that one. */
export const FIREFOX_VARIABLE = 'INVOLUTION_FIREFOX';

const USUAL_PATHS = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Firefox, a screen for it to have WebGL, and the drivers of a GPU in software. */
const PACKAGES = ['firefox-esr', 'xvfb', 'libgl1-mesa-dri', 'libegl1', 'libvulkan1'];

/**
 * Starts a Firefox, which this installs where there is none: root on Debian. Closing it ends all that belongs to it.
 *
 * @throws Error when there is none, and none can be installed.
 */
export async function launchFirefox(): Promise<Browser> {
  if (process.env[FIREFOX_VARIABLE] === undefined) installOnDebian(...PACKAGES);
  const executablePath = findFirefox();
  if (!executablePath) throw new Error(`no Firefox found; install one, or name one in ${FIREFOX_VARIABLE}`);
  const isLinux = process.platform === 'linux';
  // Without a screen Firefox has no WebGL.
  const screen = isLinux ? await startScreen() : undefined;
  const driver = isLinux && !hasGpu() ? { VK_ICD_FILENAMES: softwareVulkanDriver() } : {};
  const browser = await launch({
    browser: 'firefox',
    executablePath,
    headless: !screen,
    env: { ...process.env, ...driver, ...(screen && { DISPLAY: screen.display }) },
    extraPrefsFirefox: {
      'dom.webgpu.enabled': true,
      'dom.webgpu.workers.enabled': true,
      'gfx.webgpu.ignore-blocklist': true,
      'webgl.force-enabled': true,
    },
  });
  browser.once('disconnected', () => screen?.process.kill());
  return browser;
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
