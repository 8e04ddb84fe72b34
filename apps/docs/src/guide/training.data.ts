// What `npm run train` has written: see apps/examples/training.
import { readdirSync, readFileSync } from 'node:fs';

/** One training on one backend. */
export interface Training {
  readonly backend: string;
  readonly command: string;
  readonly date: string;
  /** Of the GPU, where there was one. */
  readonly device?: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string };
  readonly schedule: { readonly epochs: number; readonly batchSize: number };
  readonly accuracy: number;
  readonly medianSecondsPerStep: number;
}

declare const data: readonly Training[];

export { data };

export default {
  watch: ['../../../examples/training/results/*.json'],
  load(): readonly Training[] {
    const folder = new URL('../../../examples/training/results/', import.meta.url);
    return readdirSync(folder).map((name) => {
      const { losses: _, ...result } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
      return { backend: name.replace('.json', ''), ...result };
    });
  },
};
