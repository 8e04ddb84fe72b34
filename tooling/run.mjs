// The root commands (`npm run demo`, `npm test`, `npm run bench`) on a machine that has nothing but Node and npm:
// fetch the pinned pnpm unless it is already running us, install from the frozen lockfile, then hand over to turbo.
// Plain JavaScript without dependencies, because nothing is installed yet when it starts.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const [command, ...args] = process.argv.slice(2);

/** Each root command: what turbo prepares, and what runs afterwards with the user's arguments. */
const commands = {
  test: { turbo: ['test', 'lint', 'typecheck', 'check:package', 'test:workspace'] },
  demo: { turbo: ['build', '--filter=@involution/demo'], then: 'apps/demo/dist/cli.js' },
  bench: { turbo: ['build', '--filter=@involution/bench'], then: 'tooling/bench/dist/cli.js' },
};

requireNode(engines.node);
const job = commands[command];
if (!job) fail(`unknown command '${command}', expected one of: ${Object.keys(commands).join(', ')}`);
if (!job.then && args.length > 0) fail(`'${command}' takes no arguments, got: ${args.join(' ')}`);

pnpm('install', '--frozen-lockfile');
pnpm('exec', 'turbo', 'run', ...job.turbo, '--output-logs=new-only');
if (job.then) {
  // Paths on the command line are the user's own, so run where they typed the command.
  run(process.execPath, [fileURLToPath(new URL(`../${job.then}`, import.meta.url)), ...args], process.env.INIT_CWD ?? root);
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
