/** The least step of this thread's clock, in milliseconds: browsers make it coarse where pages are not isolated. */
export function clockStep(now: () => number = () => performance.now()): number {
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 10; step++) {
    const start = now();
    let end = now();
    while (end === start) end = now();
    least = Math.min(least, end - start);
  }
  return least;
}
