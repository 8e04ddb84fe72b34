// pnpm publishes what a manifest says; what only the workspace needs, private packages among it, is nothing to users.
module.exports = {
  hooks: {
    beforePacking({ devDependencies, scripts, ...published }) {
      return published;
    },
  },
};
