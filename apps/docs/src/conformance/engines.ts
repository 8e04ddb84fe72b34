// What the kit is run in: programs, which run it themselves, and browsers, which run it on the built site.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NPX_ARGUMENTS, VERSIONS } from '@involution/adapters/programs';
import { hasGpu, launchOptions, softwareVulkanDriver } from '@involution/browser';
import { openFirefox } from '@involution/browser/firefox';
import { ensureBrowser, installOnDebian } from '@involution/browser/install';
import { openWebKit } from '@involution/browser/webkit';
import { chromium } from 'playwright';
import { RUNTIMES, type RuntimeId } from '../compute/runtimes.ts';
import { type OpenBrowser, tour } from '../site/tour.ts';
import type { SubjectReport } from './export.ts';
import { HOST_RUNTIMES, WEBGPU_RUNTIMES } from './host.ts';

/** Something that runs JavaScript. */
export interface Engine {
  /** As people call it. */
  readonly name: string;
  readonly runtimes: readonly RuntimeId[];
  /** Runs the whole kit on one of them. */
  run(id: RuntimeId): Promise<EngineReport>;
}

export interface EngineReport {
  /** Of the engine. */
  readonly version: string;
  readonly report: SubjectReport;
}

const LAVAPIPE = '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json';

/** A GPU in software takes minutes for the kit. */
const PATIENCE = 30 * 60_000;

const EVERY_RUNTIME = RUNTIMES.map(({ id }) => id);

/** By the names of the command line. To add one, add it here. */
export const ENGINES: Readonly<Record<string, Engine>> = {
  node: program('Node', process.versions.node, HOST_RUNTIMES, process.execPath, ['--import', 'tsx']),
  node24: program('Node', VERSIONS.node, HOST_RUNTIMES, 'npx', [...NPX_ARGUMENTS.node, '--import', 'tsx']),
  bun: program('Bun', VERSIONS.bun, HOST_RUNTIMES, 'npx', NPX_ARGUMENTS.bun),
  deno: program(
    'Deno',
    VERSIONS.deno,
    [...HOST_RUNTIMES, ...WEBGPU_RUNTIMES],
    'npx',
    NPX_ARGUMENTS.deno,
    chromiumsVulkan,
  ),
  lavapipe: program('Deno on lavapipe', VERSIONS.deno, WEBGPU_RUNTIMES, 'npx', NPX_ARGUMENTS.deno, lavapipe),
  chromium: browser('Chromium', /Chrome\/([\d.]+)/, EVERY_RUNTIME, openChromium),
  firefox: browser('Firefox', /Firefox\/([\d.]+)/, EVERY_RUNTIME, openFirefox),
  webkit: browser('WebKitGTK', /Version\/([\d.]+)/, HOST_RUNTIMES, openWebKit),
};

/** @param environment What the program needs beside this process's environment. Default: nothing. */
function program(
  name: string,
  version: string,
  runtimes: readonly RuntimeId[],
  file: string,
  args: readonly string[],
  environment: () => NodeJS.ProcessEnv = () => ({}),
): Engine {
  const runHere = fileURLToPath(new URL('run-here.ts', import.meta.url));
  return {
    name,
    runtimes,
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
const box = (id: RuntimeId) => `input[type=checkbox][value=${id}]`;

/** @param version Finds the version in what the browser calls itself. */
function browser(name: string, version: RegExp, runtimes: readonly RuntimeId[], open: OpenBrowser): Engine {
  return {
    name,
    runtimes,
    async run(id) {
      const [seen] = await tour(
        open,
        [
          {
            path: '/conformance',
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
      return { version: version.exec(seen!.userAgent)![1]!, report };
    },
  };
}

async function openChromium(url: string) {
  ensureBrowser();
  const opened = await chromium.launch(launchOptions());
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

/** Mesa's GPU in software. */
function lavapipe(): NodeJS.ProcessEnv {
  installOnDebian('mesa-vulkan-drivers', 'libvulkan1');
  if (!existsSync(LAVAPIPE)) throw new Error(`no lavapipe found, expected Mesa's ${LAVAPIPE}`);
  return { VK_ICD_FILENAMES: LAVAPIPE };
}
