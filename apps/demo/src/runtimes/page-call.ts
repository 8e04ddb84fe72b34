// Runs in the browser: what the pages of all runtimes share.
import type { Call } from '../call.ts';
import type { PreparedCall } from '../runtime.ts';

/** What Node asks of a page, one after another. Arguments and results survive JSON. */
export interface PageCalls {
  prepare(shapes: { x: number[]; kernel: number[] }, options: Call['options']): Promise<void>;
  run(): Promise<number>;
  /** The result's bytes as Base64. */
  result(): Promise<{ base64: string; shape: readonly number[] }>;
  dispose(): Promise<void>;
}

/** The calls of a page, whose runtime readies them with `prepare`. */
export function pageCalls(prepare: (call: Call) => PreparedCall | Promise<PreparedCall>): PageCalls {
  let prepared: PreparedCall;
  return {
    async prepare(shapes, options) {
      const load = async (name: 'x' | 'kernel') => {
        const bytes = await (await fetch(`/files/${name}`)).arrayBuffer();
        return { data: new Float32Array(bytes), shape: shapes[name] };
      };
      prepared = await prepare({ x: await load('x'), kernel: await load('kernel'), options });
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
