import type { StartedRuntime } from '@involution/runtimes/runtime';

/** A runtime that the demo compares. */
export interface Runtime {
  name: string;
  /** How many of the test digits it classifies in a few seconds. Default: it is a baseline, which isn't asked to. */
  quickDigits?: number;
  /** @throws UnavailableError where this machine lacks what the runtime needs. */
  start(): Promise<StartedRuntime>;
}
