// What the kit is run in: programs, which run it themselves, and browsers, which run it on the built site.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NPX_ARGUMENTS, VERSIONS } from '@involution/adapters/programs';
import { hasGpu, launchOptions, type SoftwareGpu, softwareVulkanDriver } from '@involution/browser';
import { openFirefox } from '@involution/browser/firefox';
import { ensureBrowser, ensurePlaywrightWebKit, installOnDebian } from '@involution/browser/install';
import { openWebKit, webkitVersion } from '@involution/browser/webkit';
import { chromium, webkit } from 'playwright';
import { RUNTIMES, type RuntimeId } from '../compute/runtimes.ts';
import { type OpenBrowser, tour } from '../site/tour.ts';
import type { SubjectReport } from './export.ts';
import { HOST_RUNTIMES, type HostReport, WASM_KERNELS, WEBGPU_RUNTIMES, WGSL_KERNELS } from './host.ts';
import type { KernelsId } from './kernels.ts';

/** Something that runs JavaScript. */
export interface Engine {
  /** As people call it. */
  readonly name: string;
  /** Runtimes and bare kernels that it runs. */
  readonly ids: readonly (RuntimeId | KernelsId)[];
  /** Runs the whole kit on one of them. */
  run(id: RuntimeId | KernelsId): Promise<EngineReport>;
}

export interface EngineReport {
  /** Of the engine. */
  readonly version: string;
  readonly report: HostReport;
}

const NODE = [process.execPath, ['--import', 'tsx']] as const;
const LAVAPIPE = '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json';

/** A GPU in software takes minutes for the kit. */
const PATIENCE = 30 * 60_000;

const EVERY_RUNTIME = RUNTIMES.map(({ id }) => id);
const ON_CPU = [...HOST_RUNTIMES, ...WASM_KERNELS];
const ON_WEBKIT: readonly RuntimeId[] = [...HOST_RUNTIMES, 'tfjs-webgl'];
const ON_WEBGPU = [...WEBGPU_RUNTIMES, ...WGSL_KERNELS];

/** In what a browser calls itself. */
const versionBehind = (name: string) => (userAgent: string) => new RegExp(`${name}/([\\d.]+)`).exec(userAgent)![1]!;

/** The version of Dawn's package. */
const DAWN: string = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve('webgpu/package.json')), 'utf8'),
).version;

/** By the names of the command line. To add one, add it here. */
export const ENGINES: Readonly<Record<string, Engine>> = {
  node: program('Node', process.versions.node, ON_CPU, ...NODE),
  node24: program('Node', VERSIONS.node, ON_CPU, 'npx', [...NPX_ARGUMENTS.node, '--import', 'tsx']),
  bun: program('Bun', VERSIONS.bun, ON_CPU, 'npx', NPX_ARGUMENTS.bun),
  deno: program('Deno', VERSIONS.deno, [...ON_CPU, ...ON_WEBGPU], 'npx', NPX_ARGUMENTS.deno, chromiumsVulkan),
  lavapipe: program('Deno on lavapipe', VERSIONS.deno, ON_WEBGPU, 'npx', NPX_ARGUMENTS.deno, lavapipe),
  dawn: program('Dawn for Node', DAWN, WGSL_KERNELS, ...NODE, chromiumsVulkan),
  'dawn-lavapipe': program('Dawn for Node on lavapipe', DAWN, WGSL_KERNELS, ...NODE, lavapipe),
  chromium: browser('Chromium', chromiumVersion, EVERY_RUNTIME, openChromium()),
  llvmpipe: browser('Chromium on llvmpipe', chromiumVersion, ['tfjs-webgl'], openChromium('llvmpipe')),
  firefox: browser('Firefox', versionBehind('Firefox'), EVERY_RUNTIME, openFirefox),
  webkit:
    process.platform === 'linux'
      ? browser('WebKitGTK', webkitVersion, ON_WEBKIT, openWebKit)
      : browser("Playwright's WebKit", versionBehind('Version'), ON_WEBKIT, openPlaywrightWebKit),
  'webkit-webgl1': browser(
    'WebKitGTK with WebGL 1',
    webkitVersion,
    ['tfjs-webgl'],
    openWebKit,
    '?tfjsflags=WEBGL_VERSION:1',
  ),
};

/** @param environment What the program needs beside this process's environment. Default: nothing. */
function program(
  name: string,
  version: string,
  ids: Engine['ids'],
  file: string,
  args: readonly string[],
  environment: () => NodeJS.ProcessEnv = () => ({}),
): Engine {
  const runHere = fileURLToPath(new URL('run-here.ts', import.meta.url));
  return {
    name,
    ids,
    async run(id) {
      const folder = await mkdtemp(join(tmpdir(), 'involution-conformance-'));
      const output = join(folder, 'report.json');
      try {
        await promisify(execFile)(file, [...args, runHere, id, output], {
          cwd: dirname(runHere),
          env: { ...process.env, ...environment() },
          shell: process.platform === 'win32' && file === 'npx',
        });
        return { version, report: JSON.parse(await readFile(output, 'utf8')) };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

/** Of a backend. */
const box = (id: string) => `input[type=checkbox][value=${id}]`;

/** Tells a browser's version; what the browser calls itself may have it. */
type FindVersion = (userAgent: string) => string | Promise<string>;

/**
 * @param query Of the page's address. tfjs takes its flags there, where it runs in the page. Default: none.
 */
function browser(name: string, version: FindVersion, ids: readonly RuntimeId[], open: OpenBrowser, query = ''): Engine {
  return {
    name,
    ids,
    async run(id) {
      const [seen] = await tour(
        open,
        [
          {
            path: `/conformance${query}`,
            // The page begins with this one checked.
            press: [...(id === 'tfjs-cpu' ? [] : [box('tfjs-cpu'), box(id)]), 'button[type=submit]'],
            until: '.export',
            download: '.export button',
          },
        ],
        PATIENCE,
      );
      const { reports } = JSON.parse(seen!.downloaded!) as { reports: SubjectReport[] };
      const report = reports.find(({ adapter }) => adapter === RUNTIMES.find((runtime) => runtime.id === id)!.name);
      if (report === undefined) throw new Error(`${name} ran ${reports.map(({ adapter }) => adapter)}, expected ${id}`);
      return { version: await version(seen!.userAgent), report };
    },
  };
}

/** @param gpu Default: a real one, or else Chromium's own. */
function openChromium(gpu?: SoftwareGpu): OpenBrowser {
  return async (url) => {
    ensureBrowser();
    if (gpu === 'llvmpipe') installOnDebian('libgl1-mesa-dri', 'libegl1');
    const opened = await chromium.launch(launchOptions(gpu));
    await (await opened.newPage()).goto(url);
    return opened;
  };
}

/** All of it: a browser calls itself by the first number alone. */
async function chromiumVersion(): Promise<string> {
  const opened = await chromium.launch(launchOptions());
  try {
    return opened.version();
  } finally {
    await opened.close();
  }
}

/** Of the machines that have no WebKitGTK. */
async function openPlaywrightWebKit(url: string) {
  ensurePlaywrightWebKit();
  const opened = await webkit.launch();
  await (await opened.newPage()).goto(url);
  return opened;
}

/** Where there is no GPU, Chromium's own driver in software, and the loader that lies beside it. */
function chromiumsVulkan(): NodeJS.ProcessEnv {
  if (hasGpu()) return {};
  ensureBrowser();
  const driver = softwareVulkanDriver()!;
  return { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: dirname(driver) };
}

/** Mesa's GPU in software; an exported variable names another one, since Dawn takes that of Debian 12's backports alone. */
function lavapipe(): NodeJS.ProcessEnv {
  if (process.env.VK_ICD_FILENAMES !== undefined) return {};
  installOnDebian('mesa-vulkan-drivers', 'libvulkan1');
  if (!existsSync(LAVAPIPE)) throw new Error(`no lavapipe found, expected Mesa's ${LAVAPIPE}`);
  return { VK_ICD_FILENAMES: LAVAPIPE };
}
