/** Static files in `out`; for a server of Next's own leave `output` out. */
export default { output: 'export', productionBrowserSourceMaps: true };
