// Runs a module of ours in a page of a real browser and calls its functions from Node.
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { launchOptions } from './index.ts';
import { ISOLATION_HEADERS } from './isolation.ts';

/** Nothing listens there: every request of the page is answered from memory. Localhost, because WebGPU wants that. */
const ORIGIN = 'http://localhost:12345';

/** A page that has a module loaded. */
export interface ModulePage {
  /** Runs the module itself; `call` does so too. */
  load(): Promise<void>;
  /** Awaits an exported function of the module. Arguments and result must survive JSON; arrays go through `files`. */
  call<T>(name: string, ...args: unknown[]): Promise<T>;
  /** What the page gets when it fetches `/files/<name>`. */
  files: Map<string, Float32Array | Uint8Array>;
  /** The processes of the browser, which is this page's alone. */
  processes(): Promise<BrowserProcess[]>;
  close(): Promise<void>;
}

/** One of a browser's processes. */
export interface BrowserProcess {
  /** As Chromium calls it: `browser`, `GPU`, `renderer` and others. */
  type: string;
  /** The operating system's. */
  id: number;
}

/**
 * Bundles a TypeScript module, starts a browser with a GPU (real or in software) and loads the module in a
 * cross-origin-isolated page.
 *
 * @param module URL of the module.
 * @param onLog Called with what the module logs by console.log, as text. Default: nobody listens.
 * @param contentSecurityPolicy Of the page. Default: none.
 * @throws Error when there is no browser, or the module does not load.
 */
export async function openModulePage(
  module: URL,
  onLog?: (text: string) => void,
  contentSecurityPolicy = '',
): Promise<ModulePage> {
  const code = await bundled(module);
  const files: ModulePage['files'] = new Map();
  const browser = await chromium.launch({ headless: true, ...launchOptions() });
  try {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      // The browser would describe objects in its own way.
      const log = console.log;
      console.log = (...words) => log(words.map(String).join(' '));
    });
    page.on('console', (message) => message.type() === 'log' && onLog?.(message.text()));
    await page.route(`${ORIGIN}/**`, (route) => {
      const headers = { ...ISOLATION_HEADERS, 'Content-Security-Policy': contentSecurityPolicy };
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ headers, contentType: 'text/html', body: '<!doctype html>' });
      if (pathname === '/module.js') return route.fulfill({ headers, contentType: 'text/javascript', body: code });
      const file = files.get(pathname.replace('/files/', ''));
      if (!file) return route.fulfill({ status: 404, headers });
      const body = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
      return route.fulfill({ headers, contentType: 'application/octet-stream', body });
    });
    await page.goto(ORIGIN);
    return modulePage(browser, page, files);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Runs a module in a page of its own and returns the lines that it logs. */
export async function logsOf(module: URL): Promise<string[]> {
  const lines: string[] = [];
  const page = await openModulePage(module, (text) => lines.push(text));
  try {
    await page.load();
    return lines;
  } finally {
    await page.close();
  }
}

function modulePage(browser: Browser, page: Page, files: ModulePage['files']): ModulePage {
  return {
    files,
    // As text: a test runner that calls this has rewritten the functions of this file, imports above all.
    load: () => page.evaluate(`import('${ORIGIN}/module.js').then(() => undefined)`),
    call: (name, ...args) =>
      page.evaluate(`import('${ORIGIN}/module.js').then((module) => module.${name}(...${JSON.stringify(args)}))`),
    async processes() {
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      await session.detach();
      return processInfo.map(({ type, id }) => ({ type, id }));
    },
    close: () => browser.close(),
  };
}

const bundles = new Map<string, Promise<string>>();

/** As `bundle`, which takes seconds, once for each module: a process opens several pages of the same one. */
function bundled(module: URL): Promise<string> {
  const known = bundles.get(module.href) ?? bundle(module);
  bundles.set(module.href, known);
  return known;
}

/** The module with all that it imports, as one ES module. */
async function bundle(module: URL): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: fileURLToPath(module), formats: ['es'], fileName: 'module' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const outputs = [result].flat().flatMap((result) => ('output' in result ? result.output : []));
  const chunk = outputs.find((output) => output.type === 'chunk');
  if (!chunk) throw new Error(`${module} was bundled to nothing`);
  return chunk.code;
}
