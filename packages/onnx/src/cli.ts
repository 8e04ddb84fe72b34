import { readFile } from 'node:fs/promises';
import { runCli } from './cli/program.ts';

const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

process.exitCode = await runCli(process.argv.slice(2), {
  version: manifest.version,
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
});
