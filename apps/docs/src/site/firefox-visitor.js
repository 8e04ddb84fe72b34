// What Firefox runs at the top of each page: `firefox-tour.ts` puts it there.
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

  /** Does a step; gives what is shown then. */
  async function follow({ press, until, show }) {
    for (const selector of press) document.querySelector(selector).click();
    while (document.querySelector(until) === null) await pause(50);
    return Array.from(document.querySelectorAll(show), (element) => element.value ?? element.textContent.trim());
  }

  addEventListener('load', async () => {
    await quiet();
    const step = await (await fetch('/step')).json();
    const shown = await follow(step).catch((error) => [String(error)]);
    const answer = await fetch('/seen', { method: 'POST', body: JSON.stringify({ errors, shown }) });
    const { next } = await answer.json();
    if (next) location.href = next;
  });
}
