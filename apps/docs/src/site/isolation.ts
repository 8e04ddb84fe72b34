/** What a host sends for pages to use threads and precise timers; `public/_headers` says so to hosts that read it. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
