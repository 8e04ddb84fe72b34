/**
 * Where the host does not isolate the page, has a service worker do so from the page's next load on. Without one, in a
 * private window for instance, the site works on one thread.
 *
 * @param base Path of the site, with slashes at both ends.
 */
export function isolateNextLoad(base: string): void {
  if (crossOriginIsolated || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(`${base}isolation-worker.js`, { scope: base }).catch((error: Error) => {
    console.info(`This page stays on one thread: ${error.message}`);
  });
}
