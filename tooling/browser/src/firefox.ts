// Firefox with WebGL and WebGPU, for tests of what must work beyond Chromium.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasGpu, softwareVulkanDriver } from './index.ts';
import { installOnDebian } from './install.ts';
import { type BrowserWindow, openWindow } from './window.ts';

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
export async function openFirefox(url: string): Promise<BrowserWindow> {
  if (process.env[FIREFOX_VARIABLE] === undefined) installOnDebian(...PACKAGES);
  const executable = findFirefox();
  if (!executable) throw new Error(`no Firefox found; install one, or name one in ${FIREFOX_VARIABLE}`);
  const profile = await mkdtemp(join(tmpdir(), 'involution-firefox-'));
  const preferences = Object.entries(PREFERENCES).map((entry) => `user_pref(${JSON.stringify(entry).slice(1, -1)});`);
  await writeFile(join(profile, 'user.js'), preferences.join('\n'));
  const env = process.platform === 'linux' && !hasGpu() ? { VK_ICD_FILENAMES: softwareVulkanDriver() } : {};
  const window = await openWindow({ executable, args: ['--no-remote', '--profile', profile, url], env });
  return {
    async close() {
      await window.close();
      // The processes of its pages may write for a moment more.
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function findFirefox(): string | undefined {
  const chosen = process.env[FIREFOX_VARIABLE];
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`${FIREFOX_VARIABLE} is '${chosen}', expected the path of a Firefox`);
    return chosen;
  }
  return USUAL_PATHS.find((path) => existsSync(path));
}
