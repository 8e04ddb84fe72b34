import type { Photo } from '@involution/runtimes/photo';
import { type StartedRuntime, UnavailableError } from '@involution/runtimes/runtime';
import { expect, it } from 'vitest';
import type { RuntimeId } from '../compute/runtimes.ts';
import type { Pool, Reference } from './pool.ts';
import { type Progress, runJob } from './run.ts';
import { change, DEFAULT_SETTINGS } from './settings.ts';

const photo: Photo = { height: 1, width: 1, channels: 3, data: Uint8Array.of(1, 2, 3) };
const settings = change(DEFAULT_SETTINGS, { runtimes: ['tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu'] });

/** A pool in which the first runtime is missing, the second fails and the third works. */
function poolOf(signal: AbortSignal, onStart: (id: RuntimeId) => void = () => {}) {
  const discarded: RuntimeId[] = [];
  const reference = {
    prepare: async () => ({ call: {}, picture: photo }),
    judge: async () => ({ picture: photo, worstError: 0, differentBytes: 0, agrees: true }),
  } as unknown as Reference;
  const started = {
    version: '1',
    device: 'abacus',
    dataFormat: 'channelsLast',
    prepare: async () => ({ run: async () => 1, result: async () => ({ data: [], shape: [] }), dispose() {} }),
  } as unknown as StartedRuntime;
  const pool = {
    signal,
    reference: () => reference,
    async runtime(id: RuntimeId) {
      onStart(id);
      signal.throwIfAborted();
      if (id === 'tfjs-webgpu') throw new UnavailableError('no WebGPU');
      if (id === 'tfjs-wasm') throw new Error('out of memory');
      return started;
    },
    discard: async (id: RuntimeId) => void discarded.push(id),
  } as unknown as Pool;
  return { pool, discarded };
}

function listen() {
  const last: Partial<Record<RuntimeId, Progress>> = {};
  const listener = {
    onReference() {},
    onProgress(id: RuntimeId, progress: Progress) {
      last[id] = progress;
    },
  };
  return { last, listener };
}

it('goes on without a runtime that is missing or fails, and says why', async () => {
  const { pool, discarded } = poolOf(new AbortController().signal);
  const { last, listener } = listen();
  await runJob(pool, settings, photo, listener);
  expect(last).toMatchObject({
    'tfjs-webgpu': { state: 'unavailable', why: 'no WebGPU' },
    'tfjs-wasm': { state: 'failed', why: 'out of memory' },
    'tfjs-cpu': { state: 'done', medianMs: 1, device: 'abacus' },
  });
  expect(discarded).toEqual(['tfjs-webgpu', 'tfjs-wasm']);
});

it('ends when it is stopped, with what is left stopped', async () => {
  const ending = new AbortController();
  const { pool } = poolOf(ending.signal, (id) => id === 'tfjs-wasm' && ending.abort());
  const { last, listener } = listen();
  await runJob(pool, settings, photo, listener);
  expect(last).toMatchObject({
    'tfjs-webgpu': { state: 'unavailable' },
    'tfjs-wasm': { state: 'stopped' },
    'tfjs-cpu': { state: 'stopped' },
  });
});
