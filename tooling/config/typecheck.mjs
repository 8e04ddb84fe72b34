// Checks the types of the package in whose folder it runs, several times as fast as `tsc` there would: that is TypeScript 5.9,
// by whose programming interface, which 7 has no more, tsdown writes types.
// Arguments: projects of the package as `tsc -p` takes them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript-7/package.json')));
const projects = process.argv.slice(2);
const statuses = projects.map(
  (project) => spawnSync(process.execPath, [tsc, '--noEmit', '-p', project], { stdio: 'inherit' }).status,
);
process.exitCode = projects.length > 0 && statuses.every((status) => status === 0) ? 0 : 1;
