// What runs at the top of each page on a tour: `tour.ts` puts it there.
{
  const errors = [];
  const missing = ({ src, href }) => `${src ?? href} can't be loaded`;
  addEventListener('error', ({ message, target }) => errors.push(message ?? missing(target)), true);
  addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
  const log = console.error;
  console.error = (...args) => {
    errors.push(args.join(' '));
    log.apply(console, args);
  };

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Until nothing was loaded for a while. */
  async function quiet() {
    for (let last = -1, count = 0; count !== last; await pause(500)) {
      last = count;
      count = performance.getEntriesByType('resource').length;
    }
  }

  /** What the page makes of a file that it lets be downloaded. */
  let file;
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    file = blob;
    return createObjectURL.call(URL, blob);
  };

  /** Does a step; gives what is shown then. */
  async function follow({ press, until, show, download }) {
    for (const selector of press) document.querySelector(selector).click();
    while (document.querySelector(until) === null) await pause(50);
    const shown = Array.from(document.querySelectorAll(show), (element) => element.value ?? element.textContent.trim());
    if (download === undefined) return { shown };
    document.querySelector(download).click();
    return { shown, downloaded: await file.text() };
  }

  addEventListener('load', async () => {
    await quiet();
    const step = await (await fetch('/step')).json();
    const seen = await follow(step).catch((error) => ({ shown: [String(error)] }));
    const { userAgent } = navigator;
    const answer = await fetch('/seen', { method: 'POST', body: JSON.stringify({ errors, userAgent, ...seen }) });
    const { next } = await answer.json();
    if (next) location.href = next;
  });
}
