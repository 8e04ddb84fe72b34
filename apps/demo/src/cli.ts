// What `npm run demo` runs.
import { relative, resolve } from 'node:path';
import { runCommandLine } from '@involution/adapters/command-line';
import ora from 'ora';
import { digitsTable, photoTable } from './tables.ts';

const USAGE = `Usage: npm run demo -- [--image <path>] [--out <dir>] [--all-digits]

Runs involution on a photo, and trained networks on digits, in every runtime and compares the results.

  --image <path>  a photo in any usual format (default: a cat)
  --out <dir>     where the images go (default: demo-output)
  --all-digits    all 2,000 test digits in every runtime, which takes minutes without a GPU
  --help          this text
`;

await runCommandLine({
  usage: USAGE,
  options: { image: { type: 'string' }, out: { type: 'string' }, 'all-digits': { type: 'boolean' } },
  read: ({ image, out = 'demo-output', 'all-digits': allDigits }) => ({ image, out: resolve(out), allDigits }),
  run,
});

/** @returns 0 when all runtimes agree; 1 when one doesn't or fails, or the image can't be used. */
async function run(settings: { image?: string; out: string; allDigits?: boolean }): Promise<number> {
  const spinner = ora({ text: 'starting', discardStdin: false }).start();
  try {
    // The runtimes take seconds to load, which nobody waits for who asks for help.
    const [{ runDemo }, { trainedModels }, { runtimes }] = await Promise.all([
      import('./demo.ts'),
      import('./digits.ts'),
      import('./runtimes.ts'),
    ]);
    const result = await runDemo({
      ...settings,
      runtimes,
      models: trainedModels,
      onProgress: (text) => {
        // Without a terminal the spinner is mute, so say it in plain lines.
        if (process.stderr.isTTY) spinner.text = text;
        else process.stderr.write(`${text}\n`);
      },
    });
    spinner.stop();
    const all = [...result.rows, ...result.digitRows].every(
      (row) => 'unavailable' in row || ('agrees' in row && row.agrees),
    );
    process.stdout.write(`${photoTable(result.rows)}\n`);
    process.stdout.write(`sharpened: compared byte for byte with ${result.sharpenedBy}\n`);
    process.stdout.write(
      'layer: 7×7, compared element by element with the float64 reference; a normalized error (error / bound) up to 1 is right\n',
    );
    process.stdout.write(`${digitsTable(result.digitRows)}\n`);
    process.stdout.write(
      'digits: compared with the framework that trained the network; the largest logit difference is a share of its bound\n',
    );
    for (const file of result.files) process.stdout.write(`wrote ${relative(process.cwd(), file) || file}\n`);
    process.stdout.write(all ? 'All runtimes agree.\n' : 'A runtime disagrees or failed.\n');
    return all ? 0 : 1;
  } catch (error) {
    spinner.fail((error as Error).message);
    return 1;
  }
}
