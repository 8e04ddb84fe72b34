// What `npm run demo` runs.
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import ora from 'ora';
import { type Row, runDemo } from './demo.ts';
import { runtimes } from './runtimes.ts';

const USAGE = `Usage: npm run demo [-- --image <path>] [-- --out <dir>]

Runs involution on a photo in every runtime and compares the results.

  --image <path>  a photo in any usual format (default: a cat)
  --out <dir>     where the images go (default: demo-output)
  --help          this text
`;

process.exitCode = await main(process.argv.slice(2));

/** @returns 0 when all runtimes agree, 1 when one doesn't or the image can't be used, 2 for a wrong command line. */
async function main(args: string[]): Promise<number> {
  let options: { image?: string; out?: string; help?: boolean };
  try {
    const strings = { image: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } } as const;
    options = parseArgs({ args, options: strings }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const spinner = ora({ text: 'starting', discardStdin: false }).start();
  try {
    const result = await runDemo({
      image: options.image,
      out: resolve(options.out ?? 'demo-output'),
      runtimes,
      onProgress: (text) => {
        // Without a terminal the spinner is mute, so say it in plain lines.
        if (process.stderr.isTTY) spinner.text = text;
        else process.stderr.write(`${text}\n`);
      },
    });
    spinner.stop();
    const all = result.rows.every((row) => 'unavailable' in row || row.agrees);
    process.stdout.write(`${tableOf(result.rows)}\n`);
    process.stdout.write(`sharpened: compared byte for byte with ${result.sharpenedBy}\n`);
    process.stdout.write(
      'layer: 7×7, compared element by element with the float64 reference; a normalized error (error / bound) up to 1 is right\n',
    );
    for (const file of result.files) process.stdout.write(`wrote ${relative(process.cwd(), file) || file}\n`);
    process.stdout.write(all ? 'All runtimes agree.\n' : 'A runtime disagrees.\n');
    return all ? 0 : 1;
  } catch (error) {
    spinner.fail((error as Error).message);
    return 1;
  }
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['runtime', 'version', 'device', 'sharpened', 'normalized error', 'median ms', 'result'],
    // A GPU's driver has a long name.
    colWidths: [null, null, 32],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    if ('unavailable' in row) {
      table.push([row.runtime, { colSpan: 6, content: `not available: ${row.unavailable}` }]);
      continue;
    }
    table.push([
      row.runtime,
      row.version,
      row.device,
      row.sharpened,
      row.worstError.toFixed(3),
      row.medianMs.toFixed(1),
      row.agrees ? 'agrees' : 'DISAGREES',
    ]);
  }
  return table.toString();
}
