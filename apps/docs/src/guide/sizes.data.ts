// What size-limit holds each package to.
import { readFileSync } from 'node:fs';

/** The most that a package may have. */
export interface Size {
  readonly package: string;
  /** `'9 kB'`, for instance. */
  readonly limit: string;
}

declare const data: readonly Size[];

export { data };

export default {
  watch: ['../../../../tooling/workspace/.size-limit.json'],
  load(): readonly Size[] {
    const file = new URL('../../../../tooling/workspace/.size-limit.json', import.meta.url);
    const limits: { name: string; limit: string }[] = JSON.parse(readFileSync(file, 'utf8'));
    return limits.map(({ name, limit }) => ({
      package: name === 'convert' ? 'involution-convert' : `@involution/${name}`,
      limit,
    }));
  },
};
