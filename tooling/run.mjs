// The root commands (`npm run demo`, `npm test`, `npm run train`, `npm run bench`) on a machine that has nothing but Node and npm:
// fetch the pinned pnpm unless it is already running us, install from the frozen lockfile, then hand over to turbo.
// Plain JavaScript without dependencies, because nothing is installed yet when it starts.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const [command, ...args] = process.argv.slice(2);

/** Each root command: what turbo does, and the program that runs afterwards with the user's arguments. */
const commands = {
  test: {
    turbo: ['test', 'test:browser', 'lint', 'typecheck', 'check:package', 'check:size', 'unused', 'consistency'],
  },
  demo: { turbo: ['build', '--filter=@involution/demo...'], program: 'apps/demo' },
  train: { turbo: ['build', '--filter=@involution/example-training...'], program: 'apps/examples/training' },
  bench: { turbo: ['build', '--filter=@involution/bench...'], program: 'tooling/bench' },
};

requireNode(engines.node);
const job = commands[command];
if (!job) fail(`unknown command '${command}', expected one of: ${Object.keys(commands).join(', ')}`);
if (!job.program && args.length > 0) fail(`'${command}' takes no arguments, got: ${args.join(' ')}`);

pnpm('install', '--frozen-lockfile');
pnpm('exec', 'turbo', 'run', ...job.turbo, job.program ? '--output-logs=errors-only' : '--output-logs=new-only');
if (job.program) program(job.program, args);
else printSlowestTests();

/** Prints the ten slowest test files; see tooling/config/test-times.ts. */
function printSlowestTests() {
  const folder = new URL('../node_modules/.cache/test-times/', import.meta.url);
  const times = readdirSync(folder).flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
  console.log('The ten slowest test files:');
  for (const { file, kind, ms } of times.sort((a, b) => b.ms - a.ms).slice(0, 10)) {
    console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file} (${kind})`);
  }
}

/** Runs the TypeScript program `src/cli.ts` of a private package, where the user typed the command: paths are theirs. */
function program(folder, programArgs) {
  const loader = createRequire(new URL(`../${folder}/package.json`, import.meta.url)).resolve('tsx');
  const cli = fileURLToPath(new URL(`../${folder}/src/cli.ts`, import.meta.url));
  run(process.execPath, ['--import', pathToFileURL(loader).href, cli, ...programArgs], process.env.INIT_CWD);
}

/** Runs the pinned pnpm: the one that started us when there is one, else through npm's npx. */
function pnpm(...pnpmArgs) {
  const [, version] = packageManager.split('@');
  const isRunningUs = (process.env.npm_config_user_agent ?? '').startsWith(`pnpm/${version} `);
  if (isRunningUs) run('pnpm', pnpmArgs);
  else run('npx', ['--yes', `pnpm@${version}`, ...pnpmArgs]);
}

/** Runs a program with our terminal; ends this process with the program's status when it fails. */
function run(program, programArgs, cwd = root) {
  const { status, error } = spawnSync(program, programArgs, {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32' && program !== process.execPath,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  if (error) fail(`could not start ${program}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Ends with a clear message when this Node is older than the `engines` of package.json ask for. */
function requireNode(range) {
  const wanted = range.replace('>=', '').split('.').map(Number);
  const have = process.versions.node.split('.').map(Number);
  const isOlder = have[0] < wanted[0] || (have[0] === wanted[0] && have[1] < wanted[1]);
  if (isOlder) fail(`Node ${process.versions.node} is too old, expected ${range}`);
}

function fail(message) {
  console.error(`involution: ${message}`);
  process.exit(1);
}
