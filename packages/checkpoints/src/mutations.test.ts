// Damaged and hostile files: the same tensors or an InvolutionError, in little time and memory.
import { isInvolutionError } from '@involution/core';
import { checkpointFile } from '@involution/fixtures/checkpoints';
import { describe, expect, it } from 'vitest';
import { mutate, randomFrom } from '../test/mutate.ts';
import { recordsOf } from '../test/tensors.ts';
import { deflated } from '../test/zip.ts';
import { detectNetwork, openCheckpoint, sourceOf } from './index.ts';

const COUNT = 10_000;

/** Of windows and what inflates, garbage included. Beside it, a file takes no more than four times its bytes. */
const BYTES_OF_WINDOWS = 8e6;

/** With a checksum of every byte that matters, or without. */
const BASES = [
  { name: 'types.pth', hasChecksums: true },
  { name: 'types.pth, deflated', hasChecksums: true, bytes: deflated(checkpointFile('types.pth')) },
  { name: 'example.keras', hasChecksums: true },
  { name: 'types-legacy.pth', hasChecksums: false },
  { name: 'types.safetensors', hasChecksums: false },
  { name: 'types.pdparams', hasChecksums: false },
  { name: 'types-protocol-5.pdparams', hasChecksums: false },
  { name: 'layers.pdparams', hasChecksums: false },
  { name: 'example.h5', hasChecksums: false },
  { name: 'arrays.h5', hasChecksums: false },
];

describe(`${COUNT} mutated files`, () => {
  it.each(BASES)('$name', { timeout: 300_000 }, async ({ name, hasChecksums, bytes = checkpointFile(name) }) => {
    const random = randomFrom(20_210_310);
    const original = await recordsOf((await openCheckpoint(bytes)).tensors);
    const tally = { rejected: 0, read: 0 };
    let slowest = 0;
    let mostBytes = 0;
    const before = process.memoryUsage().rss;
    for (let k = 0; k < COUNT / BASES.length; k++) {
      const file = mutate(bytes, random);
      const { arrayBuffers } = process.memoryUsage();
      const start = performance.now();
      const records = await attempt(file, `${name}, mutant ${k}`);
      slowest = Math.max(slowest, performance.now() - start);
      mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - arrayBuffers - 4 * file.length);
      tally[records === undefined ? 'rejected' : 'read']++;
      if (records !== undefined && hasChecksums) expect(records, `mutant ${k}`).toEqual(original);
    }
    expect(slowest).toBeLessThan(2000);
    expect(mostBytes).toBeLessThan(BYTES_OF_WINDOWS);
    // A length that a file merely claims, of gigabytes or of 256 MB, would show here.
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    expect(tally.rejected).toBeGreaterThan(COUNT / BASES.length / 10);
    expect(tally.read).toBeGreaterThan(0);
  });
});

/** The records of a file's tensors, or undefined where there is an error as there should be. */
async function attempt(bytes: Uint8Array, what: string) {
  const file = sourceOf(bytes);
  let returned = 0;
  try {
    const checkpoint = await openCheckpoint({
      size: file.size,
      read: (offset, length) => {
        expect(offset >= 0 && length >= 0 && offset + length <= file.size, what).toBe(true);
        return file.read(offset, length);
      },
    });
    for (const tensor of checkpoint.tensors.values()) returned += 4 * tensor.shape.reduce((a, b) => a * b, 1);
    expect(returned, what).toBeLessThanOrEqual(4 * bytes.length);
    attemptDetection(checkpoint);
    return await recordsOf(checkpoint.tensors);
  } catch (error) {
    if (isInvolutionError(error)) return undefined;
    throw new Error(`${what} throws something else`, { cause: error });
  }
}

function attemptDetection(checkpoint: Awaited<ReturnType<typeof openCheckpoint>>): void {
  try {
    detectNetwork(checkpoint);
  } catch (error) {
    if (!isInvolutionError(error)) throw error;
  }
}
