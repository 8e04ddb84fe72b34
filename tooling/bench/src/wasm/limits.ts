// The machine's own limits, measured in WebAssembly, so that a kernel can be judged by its share of them.
import { readFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { contest, type Medians, type Run } from '../contest.ts';

/** What one core does at most. */
export interface Limits {
  /** Multiplies and adds in registers, 10⁹ a second; vectors of four, without fused multiply-add. */
  gigaflops: number;
  /** Bytes read plus bytes written by a copy that no cache holds, 10⁹ a second. */
  copyGigabytes: number;
}

/** The limits in words. */
export function limitsLine({ gigaflops, copyGigabytes }: Limits): string {
  return `peak of multiply and add in registers ${gigaflops.toFixed(1)} GFLOP/s, copy ${copyGigabytes.toFixed(1)} GB/s`;
}

const ROUNDS = 100_000;
const FLOPS_A_ROUND = 96;
const COPY_BYTES = 64 * 2 ** 20;

/** Contestants that do nothing but the one thing, and what their medians say. */
export interface Probe {
  contestants: { multiplyAdd: Run; copy: Run };
  limitsOf(medians: Medians): Limits;
}

export async function makeProbe(): Promise<Probe> {
  const { multiplyAdd, copy } = await compile();
  return {
    contestants: {
      multiplyAdd: repeated(() => multiplyAdd(ROUNDS)),
      copy: repeated(() => copy(COPY_BYTES)),
    },
    limitsOf: (medians) => ({
      gigaflops: (ROUNDS * FLOPS_A_ROUND) / medians.multiplyAdd! / 1e6,
      copyGigabytes: (2 * COPY_BYTES) / medians.copy! / 1e6,
    }),
  };
}

/** Takes some seconds. */
export async function measureLimits(): Promise<Limits> {
  const { contestants, limitsOf } = await makeProbe();
  return limitsOf(await contest(contestants));
}

/** A contestant that works synchronously. */
export function repeated(call: () => void): Run {
  return async (calls) => {
    for (let k = 0; k < calls; k++) call();
  };
}

async function compile(): Promise<{ multiplyAdd(rounds: number): void; copy(bytes: number): void }> {
  const source = await readFile(new URL('../../assembly/limits.ts', import.meta.url), 'utf8');
  const { binary, error, stderr } = await asc.compileString(source, {
    optimizeLevel: 3,
    runtime: 'stub',
    enable: ['simd'],
    initialMemory: (2 * COPY_BYTES) / 65536,
  });
  if (error || !binary) throw new Error(`limits.ts does not compile: ${stderr.toString()}`, { cause: error });
  const { instance } = await WebAssembly.instantiate(binary as Uint8Array<ArrayBuffer>, { env: { abort() {} } });
  return instance.exports as unknown as Awaited<ReturnType<typeof compile>>;
}
