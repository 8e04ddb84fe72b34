// Programs of npm's that run JavaScript: they come when they are asked for, and stay out of everybody's install.

export const VERSIONS = { deno: '2.9.6', bun: '1.4.5', node: '24.21.0' };

/** What npx takes to run a file. */
export const NPX_ARGUMENTS = {
  bun: ['--yes', `bun@${VERSIONS.bun}`],
  deno: ['--yes', `deno@${VERSIONS.deno}`, 'run', '--allow-all', '--node-modules-dir=manual'],
  node: ['--yes', '--package', `node@${VERSIONS.node}`, 'node'],
};
