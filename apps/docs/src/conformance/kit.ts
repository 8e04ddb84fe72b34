// The conformance kit on one runtime, which `client.ts` runs in a worker or, where that lacks what the page has, in the page.
import {
  type AdapterDescription,
  type ConformanceAdapter,
  describeAdapter,
  runConformance,
  type TestResult,
} from '@involution/conformance';
import { UnavailableError } from '@involution/runtimes/runtime';
import type { RuntimeId } from '../compute/runtimes.ts';
import { starters } from '../compute/starters.ts';
import { adapters } from './adapters.ts';
import { isSelected, type Selection } from './selection.ts';

/** What is under test. */
export interface Subject extends AdapterDescription {
  /** Of the host framework. */
  readonly version: string;
  /** What computes, in words. */
  readonly device: string;
  /** What a GPU offers that not every one does. Default: it is no GPU. */
  readonly features?: readonly string[];
}

/** What comes of a start. */
export type StartReport = Subject | { unavailable: string };

/** Milliseconds between two messages to the page: a message for every test would keep it busy. */
const MESSAGE_INTERVAL = 100;

let adapter: ConformanceAdapter;

export const kit = {
  async start(id: RuntimeId): Promise<StartReport> {
    try {
      const { version, device, features } = await starters[id]();
      adapter = await adapters[id]();
      return { ...describeAdapter(adapter), version, device, features };
    } catch (error) {
      if (error instanceof UnavailableError) return { unavailable: error.message };
      throw error;
    }
  },
  /** Gives the results in the order of the tests, some at a time. */
  async run(selection: Selection, onResults: (results: TestResult[]) => unknown): Promise<void> {
    let results: TestResult[] = [];
    let sent = performance.now();
    const send = () => {
      const received = onResults(results);
      results = [];
      sent = performance.now();
      return received;
    };
    await runConformance(adapter, {
      filter: (test) => isSelected(selection, test),
      onResult(result) {
        results.push(result);
        if (performance.now() - sent >= MESSAGE_INTERVAL) void send();
      },
    });
    // They go another way than the answer of this call, which must not overtake them.
    await send();
  },
};

/** What a worker does for its page. */
export type Kit = typeof kit;
