// A service worker that isolates the site across origins on hosts that can't send headers, such as GitHub Pages: it answers
// each request of the site with the host's response and the two headers added. A page is isolated from its next load on.
// The same values as in `tooling/browser`, which this file, served as it is, can't import; a test compares them.
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (new URL(request.url).origin !== self.location.origin) return;
  // The browser itself may ask its cache only for what it asks of the same origin.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(isolated(request));
});

async function isolated(request) {
  const response = await fetch(request);
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  const { status, statusText, body } = response;
  // These have no body, and a response with one can't be made for them.
  return new Response([101, 204, 205, 304].includes(status) ? null : body, { status, statusText, headers });
}
