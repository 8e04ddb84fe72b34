// A browser that opens an address and is controlled by nothing: its pages tell what they see themselves, to a server of the test.
// WebDriver would be in the way: a Firefox of 2026 under WebDriver BiDi leaves one in four workers hanging that start workers
// of their own, one that opens an address leaves none.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** A browser's window. */
export interface BrowserWindow {
  /** Ends the browser and all that belongs to it. */
  close(): Promise<void>;
}

/** How to start a browser. */
export interface BrowserCommand {
  readonly executable: string;
  readonly args: readonly string[];
  /** Beside this process's own. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Opens a window: on a screen in memory where this is Linux, which may have no other. */
export async function openWindow({ executable, args, env }: BrowserCommand): Promise<BrowserWindow> {
  const screen = process.platform === 'linux' ? await startScreen() : undefined;
  const display = screen && { DISPLAY: screen.display };
  const browser = spawn(executable, args, { env: { ...process.env, ...env, ...display }, stdio: 'ignore' });
  return {
    async close() {
      await end(browser);
      if (screen) await end(screen.process);
    },
  };
}

/** What a program prints that wants a screen even for that. */
export async function printedBy({ executable, args, env }: BrowserCommand): Promise<string> {
  const screen = process.platform === 'linux' ? await startScreen() : undefined;
  const display = screen && { DISPLAY: screen.display };
  try {
    const { stdout } = await promisify(execFile)(executable, args, { env: { ...process.env, ...env, ...display } });
    return stdout;
  } finally {
    if (screen) await end(screen.process);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

/** Of a number that is free. */
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
