// Runs in a worker of its own: one runtime, which `client.ts` starts and stops.
import type { Call, NetworkCall } from '@involution/runtimes/call';
import { type PreparedCall, type StartedRuntime, UnavailableError } from '@involution/runtimes/runtime';
import { expose } from 'comlink';
import type { RuntimeId } from './runtimes.ts';
import { starters } from './starters.ts';

/** What a worker says of its runtime. */
export type StartReport = Pick<StartedRuntime, 'version' | 'device' | 'dataFormat'> | { unavailable: string };

let runtime: StartedRuntime;
let prepared: PreparedCall;

const calls = {
  async start(id: RuntimeId): Promise<StartReport> {
    try {
      runtime = await starters[id]();
    } catch (error) {
      if (error instanceof UnavailableError) return { unavailable: error.message };
      throw error;
    }
    const { version, device, dataFormat } = runtime;
    return { version, device, dataFormat };
  },
  async prepare(call: Call): Promise<void> {
    prepared = await runtime.prepare(call);
  },
  async prepareNetwork(call: NetworkCall): Promise<void> {
    prepared = await runtime.prepareNetwork(call);
  },
  run: () => prepared.run(),
  result: () => prepared.result(),
  dispose: async () => prepared.dispose(),
};

/** What a worker does for its page. */
export type WorkerCalls = typeof calls;

expose(calls);
