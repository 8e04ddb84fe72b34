import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const urlOf = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

const SCRIPT = `
  import { startThreads } from ${urlOf('threads.ts')};
  import { tinyModule } from ${urlOf('../test/tiny-module.ts')};

  const threads = startThreads(2);
  const { module, exports } = tinyModule(threads.memory);
  threads.begin(module, exports);
  const results = new Int32Array(threads.memory.buffer, 1024, 1000);
  const calls = Array.from(results, (_, k) => [0, 1024 + 4 * k, 1000]);
  while (!results.includes(10)) {
    threads.run({ kernel: 'write', calls, scratch: 0, scratchBytes: 10 }, 16384);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  process.stdout.write('Two threads.');
`;

// Workers have the options of the process, and their text is a module then.
it('workers start where a process takes text for modules, and let it end', { timeout: 60_000 }, async () => {
  const options = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 30_000 });
  expect(stdout).toBe('Two threads.');
});
