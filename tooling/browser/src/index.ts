// The one place that knows how to find a browser and how to start it with a GPU, real or in software.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright';

/** Set it to the path of a Chromium or Chrome to use that one. */
export const BROWSER_VARIABLE = 'INVOLUTION_BROWSER';
/** Set it to `software` or `hardware` to overrule the guess. */
export const GPU_VARIABLE = 'INVOLUTION_GPU';

/** How to start a browser that has WebGL and WebGPU: what Playwright's `launch` takes. */
export interface LaunchOptions {
  executablePath: string;
  args: string[];
}

/** A GPU in software: Chromium's own, for both APIs, or Mesa's, which is the system's, for WebGL. */
export type SoftwareGpu = 'swiftshader' | 'llvmpipe';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Path of a Chromium: the one that {@link BROWSER_VARIABLE} names, else one in a usual place, else Playwright's own
 * download; `undefined` if there is none.
 *
 * @throws Error when the variable names a file that does not exist.
 */
export function findBrowser(): string | undefined {
  const chosen = process.env[BROWSER_VARIABLE];
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`${BROWSER_VARIABLE} is '${chosen}', expected the path of a Chromium`);
    return chosen;
  }
  return [...USUAL_PATHS, chromium.executablePath()].find((path) => existsSync(path));
}

/**
 * Options that start the browser headless with WebGL and WebGPU.
 *
 * @param gpu Default: a real one, or else Chromium's own.
 * @throws Error when there is no browser: `install.ts` gets one.
 */
export function launchOptions(gpu: SoftwareGpu | undefined = hasGpu() ? undefined : 'swiftshader'): LaunchOptions {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error(`no Chromium found, expected one in a usual place or named by ${BROWSER_VARIABLE}`);
  }
  return { executablePath, args: [...QUIET, ...WEBGPU, ...(gpu ? SOFTWARE_GPUS[gpu] : [])] };
}

/** SwiftShader's Vulkan driver that comes with a Chromium, for programs outside the browser; `undefined` if it has none. */
export function softwareVulkanDriver(): string | undefined {
  const browser = findBrowser();
  // The usual path may be a link to where it all lies, or a script.
  const folders = browser ? [dirname(realpathSync(browser)), '/usr/lib/chromium'] : [];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((path) => existsSync(path));
}

/** Whether this machine seems to have a GPU. Only Linux machines are commonly without one. */
export function hasGpu(): boolean {
  const forced = process.env[GPU_VARIABLE];
  if (forced !== undefined) return forced === 'hardware';
  if (process.platform !== 'linux') return true;
  const nodes = existsSync('/dev/dri') ? readdirSync('/dev/dri') : [];
  return nodes.some((node) => node.startsWith('renderD')) || existsSync('/dev/nvidia0');
}

/** The sandbox can't start as root; the rest keeps an idle browser off the network. */
const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const WEBGPU = ['--enable-unsafe-webgpu', '--enable-features=Vulkan'];

const SOFTWARE_GPUS: Readonly<Record<SoftwareGpu, readonly string[]>> = {
  swiftshader: [
    '--use-webgpu-adapter=swiftshader',
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
  llvmpipe: ['--use-gl=angle', '--use-angle=gl-egl', '--ignore-gpu-blocklist'],
};
