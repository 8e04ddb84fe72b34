/** The next rejection that nobody handles, which is then no failure of the test. */
export function nextUnhandledRejection(): Promise<unknown> {
  return new Promise((resolve) => {
    const listener = (event: PromiseRejectionEvent) => {
      event.preventDefault();
      window.removeEventListener('unhandledrejection', listener);
      resolve(event.reason);
    };
    window.addEventListener('unhandledrejection', listener);
  });
}
