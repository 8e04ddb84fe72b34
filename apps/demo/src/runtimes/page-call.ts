// Runs in the browser: what the pages of all runtimes share.
import type { Call } from '@involution/runtimes/call';
import { type PreparedCall, type StartedRuntime, UnavailableError } from '@involution/runtimes/runtime';

/** What a page says of its runtime. */
export type StartReport = Pick<StartedRuntime, 'version' | 'device' | 'dataFormat'> | { unavailable: string };

/** What Node asks of a page, one after another. Arguments and results survive JSON. */
export interface PageCalls {
  start(): Promise<StartReport>;
  prepare(shapes: { x: number[]; kernel: number[] }, options: Call['options']): Promise<void>;
  prepareNetwork(imageShape: number[]): Promise<void>;
  run(): Promise<number>;
  /** The result's bytes as Base64. */
  result(): Promise<{ base64: string; shape: readonly number[] }>;
  dispose(): Promise<void>;
}

/** The calls of a page whose runtime this starts. */
export function pageCalls(startRuntime: () => Promise<StartedRuntime>): PageCalls {
  let runtime: StartedRuntime;
  let prepared: PreparedCall;
  return {
    async start() {
      try {
        runtime = await startRuntime();
      } catch (error) {
        if (error instanceof UnavailableError) return { unavailable: error.message };
        throw error;
      }
      const { version, device, dataFormat } = runtime;
      return { version, device, dataFormat };
    },
    async prepare(shapes, options) {
      const [x, kernel] = [await fetchArray('x', shapes.x), await fetchArray('kernel', shapes.kernel)];
      prepared = await runtime.prepare({ x, kernel, options });
    },
    async prepareNetwork(imageShape) {
      const checkpoint = new Uint8Array(await fetchFile('checkpoint'));
      prepared = await runtime.prepareNetwork({ checkpoint, images: await fetchArray('images', imageShape) });
    },
    run: () => prepared.run(),
    async result() {
      const { data, shape } = await prepared.result();
      const bytes = new Uint8Array((data as Float32Array).buffer);
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return { base64: btoa(text), shape };
    },
    async dispose() {
      await prepared.dispose();
    },
  };
}

async function fetchArray(name: string, shape: number[]) {
  return { data: new Float32Array(await fetchFile(name)), shape };
}

/** A file that Node has given the page. */
async function fetchFile(name: string): Promise<ArrayBuffer> {
  return (await fetch(`/files/${name}`)).arrayBuffer();
}
