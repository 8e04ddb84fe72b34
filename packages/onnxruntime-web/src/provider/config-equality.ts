import type { ProviderConfig } from './ort.ts';

/** Whether two execution providers are the same with the same options. A name alone is one without options. */
export function isSameConfig(a: ProviderConfig, b: ProviderConfig): boolean {
  return isSame(withOptions(a), withOptions(b));
}

function withOptions(config: ProviderConfig): object {
  return typeof config === 'string' ? { name: config } : config;
}

/** Plain objects and lists by what they hold, all else (devices, contexts) by identity. An option of `undefined` is none. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key], b[key]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
