/** What a value is called where it has channels last. */
export function channelsLastName(value: string): string {
  return `${value} (NHWC)`;
}

/** What a value is called on its way, when some are handed over with channels last. */
export function handedOverName(value: string, channelsLast: ReadonlySet<string>): string {
  return channelsLast.has(value) ? channelsLastName(value) : value;
}
