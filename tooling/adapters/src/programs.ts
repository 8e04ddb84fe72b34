// Programs of npm's that run JavaScript: they come when they are asked for, and stay out of everybody's install.

export const VERSIONS = { deno: '2.9.6', bun: '1.4.5', node: '24.21.0' };

/** Of an exact version there is nothing new to ask for: npm would wait for a network that is not there for a minute. */
const NPX = ['--yes', '--prefer-offline'];

/** What npx takes to run a file. */
export const NPX_ARGUMENTS = {
  bun: [...NPX, `bun@${VERSIONS.bun}`],
  deno: [...NPX, `deno@${VERSIONS.deno}`, 'run', '--allow-all', '--node-modules-dir=manual'],
  node: [...NPX, '--package', `node@${VERSIONS.node}`, 'node'],
};
