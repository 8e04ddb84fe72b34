// The root commands (`npm run demo`, `npm test`, `npm run docs`, `npm run conformance`, `npm run examples`,
// `npm run train`, `npm run bench`) on a machine that has nothing but Node and npm:
// fetch the pinned pnpm unless it is already running us, install from the frozen lockfile, then hand over to turbo.
// Plain JavaScript without dependencies, because nothing is installed yet when it starts.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, packageManager, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Where tests note how long they took; see tooling/config/test-times.ts. */
const testTimes = new URL('../node_modules/.cache/test-times/', import.meta.url);

const [command, ...args] = process.argv.slice(2);

/**
 * Each root command: the tasks of turbo, or the package whose program runs with the user's arguments, and its folder. Programs
 * get a browser themselves when they need one; what always needs one gets it sooner. Some call pnpm.
 */
const commands = {
  test: {
    tasks: ['test', 'test:browser', 'lint', 'typecheck', 'check:package', 'check:size', 'unused', 'consistency'],
  },
  demo: { name: '@involution/demo', folder: 'apps/demo', needsBrowser: true },
  docs: { name: '@involution/docs', folder: 'apps/docs' },
  conformance: { name: '@involution/docs', folder: 'apps/docs', program: 'src/conformance/cli.ts' },
  examples: { name: '@involution/consumers', folder: 'tooling/consumers', needsPnpm: true },
  train: { name: '@involution/example-training', folder: 'apps/examples/training' },
  bench: { name: '@involution/bench', folder: 'tooling/bench' },
};

requireNode(engines.node);
const job = commands[command];
if (!job) fail(`unknown command '${command}', expected one of: ${Object.keys(commands).join(', ')}`);
if (job.tasks && args.length > 0) fail(`'${command}' takes no arguments, got: ${args.join(' ')}`);

if (job.tasks) {
  pnpm('install', '--frozen-lockfile');
  rmSync(testTimes, { recursive: true, force: true });
  mkdirSync(testTimes, { recursive: true });
  pnpm('exec', 'turbo', 'run', ...job.tasks, '--output-logs=new-only');
  printSlowestTests();
} else {
  const filter = ['--filter', `${job.name}...`];
  // Settings of builds and tests are read by their paths, so that no package depends on theirs.
  pnpm('install', '--frozen-lockfile', '--filter', name, '--filter', '@involution/config', ...filter);
  const browser = job.needsBrowser ? startInstallingBrowser() : undefined;
  pnpm('exec', 'turbo', 'run', 'build', ...filter, '--output-logs=errors-only');
  if (browser?.exitCode === null) await once(browser, 'close');
  program(job, args);
}

/** Prints the ten slowest test files. */
function printSlowestTests() {
  const times = readdirSync(testTimes).flatMap((name) => JSON.parse(readFileSync(new URL(name, testTimes), 'utf8')));
  console.log('The ten slowest test files:');
  for (const { file, kind, ms } of times.sort((a, b) => b.ms - a.ms).slice(0, 10)) {
    console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file} (${kind})`);
  }
}

/** Runs a TypeScript program of a private package, where the user typed the command: paths are theirs. */
function program({ folder, program = 'src/cli.ts', needsPnpm }, programArgs) {
  const loader = createRequire(new URL(`../${folder}/package.json`, import.meta.url)).resolve('tsx');
  const cli = fileURLToPath(new URL(`../${folder}/${program}`, import.meta.url));
  const nodeArgs = ['--import', pathToFileURL(loader).href, cli, ...programArgs];
  if (needsPnpm) run(...withPnpm(['exec', 'node', ...nodeArgs]), process.env.INIT_CWD);
  else run(process.execPath, nodeArgs, process.env.INIT_CWD);
}

/** Runs the pinned pnpm. */
function pnpm(...pnpmArgs) {
  run(...withPnpm(pnpmArgs));
}

/** A browser, where there is none, comes while packages are built. Where none can, the program says so. */
function startInstallingBrowser() {
  const [file, fileArgs] = withPnpm(['--filter', '@involution/browser', 'install-browser']);
  return spawn(file, fileArgs, { ...surroundings(file, root), stdio: 'ignore' });
}

/** How to run the pinned pnpm: the one that started us when there is one, else through npm's npx. */
function withPnpm(pnpmArgs) {
  const [, version] = packageManager.split('@');
  const isRunningUs = (process.env.npm_config_user_agent ?? '').startsWith(`pnpm/${version} `);
  return isRunningUs ? ['pnpm', pnpmArgs] : ['npx', ['--yes', `pnpm@${version}`, ...pnpmArgs]];
}

/** Runs a program with our terminal; ends this process with the program's status when it fails. */
function run(file, fileArgs, cwd = root) {
  const { status, error } = spawnSync(file, fileArgs, { ...surroundings(file, cwd), stdio: 'inherit' });
  if (error) fail(`could not start ${file}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function surroundings(file, cwd) {
  return {
    cwd,
    shell: process.platform === 'win32' && file !== process.execPath,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  };
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
