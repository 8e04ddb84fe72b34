import { randomFloats } from '@involution/conformance';
import { resolveFusedGeometry, resolveGeometry } from '@involution/core';
import { describe, expect, it, vi } from 'vitest';
import { tinyModule } from '../test/tiny-module.ts';
import { loadForwardWasm } from './index.ts';
import { startThreads } from './threads.ts';

const alone = loadForwardWasm();
const together = loadForwardWasm({ threads: startThreads(3) });

/** What both make of the same arrays. */
function both(
  arrays: readonly Float32Array[],
  call: (wasm: typeof alone, blocks: ReturnType<typeof alone.put>[]) => ReturnType<typeof alone.put>,
): Float32Array[] {
  return [alone, together].map((wasm) => {
    const blocks = arrays.map((values) => wasm.put(values));
    const y = call(wasm, blocks);
    const values = wasm.see(y).slice();
    for (const block of [...blocks, y]) wasm.free(block);
    return values;
  });
}

describe('kernels on several threads give what they give on one', () => {
  const options = { kernelSize: 7, groups: 8, pad: 3, dataFormat: 'channelsFirst' } as const;
  const [x, kernel] = [randomFloats('x', 2 * 128 * 400), randomFloats('kernel', 2 * 392 * 400)];

  // Some before the workers have begun.
  it.each(Array.from({ length: 5 }, (_, k) => k))('an involution, %i', () => {
    const geometry = resolveGeometry([2, 128, 20, 20], [2, 392, 20, 20], options);
    const [one, several] = both([x, kernel], (wasm, [x, kernel]) =>
      wasm.involution(geometry, { x: x!, kernel: kernel! }),
    );
    expect(several).toEqual(one);
  });

  it('a fused one', () => {
    const shapes = { x: [1, 128, 20, 20], features: [1, 16, 20, 20], spanWeights: [16, 392] };
    const geometry = resolveFusedGeometry(shapes, options);
    const arrays = [x.slice(128 * 400), randomFloats('z', 6400), randomFloats('s', 6272), randomFloats('b', 392)];
    const [one, several] = both(arrays, (wasm, [x, features, spanWeights, spanBias]) =>
      wasm.fusedInvolution(geometry, { x: x!, features: features!, spanWeights: spanWeights!, spanBias: spanBias! }),
    );
    expect(several).toEqual(one);
  });

  const axis = { kernelSize: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

  it.each([
    ...[1, 7, 8, 49, 400].map((size) => ({ ...axis, inSize: size, outSize: size })),
    { ...axis, kernelSize: 3, stride: 2, padBefore: 1, padAfter: 1, inSize: 49, outSize: 25 },
    { ...axis, kernelSize: 3, padBefore: 1, padAfter: 1, inSize: 100, outSize: 100 },
  ])('a convolution at $outSize positions, and a pool', (along) => {
    const [batchSize, channels, outputChannels] = [2, 64, 32];
    const arrays = [
      randomFloats('x', batchSize * channels * along.inSize),
      randomFloats('bias', outputChannels),
      randomFloats('addend', batchSize * outputChannels * along.outSize),
    ];
    const values = randomFloats('weights', outputChannels * channels * along.kernelSize);
    const axes = [along];
    const [one, several] = both(arrays, (wasm, [x, bias, addend]) => {
      const weights = wasm.putWeights(values, outputChannels);
      const y = wasm.convolution(x!, {
        ...{ batchSize, channels, outputChannels, axes, isRectified: true },
        ...{ weights, bias: bias!, addend: addend! },
      });
      wasm.free(weights);
      return y;
    });
    expect(several).toEqual(one);
    const [pool, poolOnThreads] = both(arrays, (wasm, [x]) =>
      wasm.pool(x!, { of: 'mean', channels: batchSize * channels, axes }),
    );
    expect(poolOnThreads).toEqual(pool);
  });
});

/** Room for what the tiny module writes, and for tables. */
const [RESULTS, TABLE, SCRATCH, LIMIT] = [1024, 16384, 100, 1000];

/** Threads with the tiny module, and the thread that makes each of some calls, 0 being the caller's. */
function tiny(count: number) {
  const threads = startThreads(count)!;
  const { module, exports } = tinyModule(threads.memory);
  threads.begin(module, exports);
  return (calls: number, limit = LIMIT) => {
    const all = Array.from({ length: calls }, (_, k) => [SCRATCH, RESULTS + 4 * k, limit]);
    const results = new Int32Array(threads.memory.buffer, RESULTS, calls).fill(-1);
    threads.run({ kernel: 'write', calls: all, scratch: 0, scratchBytes: 10 }, TABLE);
    return Array.from(results, (scratch) => (scratch - SCRATCH) / 10);
  };
}

describe('threads', () => {
  it('make every call, on the caller alone until a worker has begun', async () => {
    const run = tiny(2);
    expect(run(5)).toEqual([0, 0, 0, 0, 0]);
    expect(run(1)).toEqual([0]);
    await vi.waitFor(() => expect(new Set(run(1000))).toEqual(new Set([0, 1])), { timeout: 10_000 });
  });

  it('are as many as were asked for', async () => {
    const run = tiny(4);
    const seen = new Set<number>();
    await vi.waitFor(
      () => {
        for (const thread of run(1000)) seen.add(thread);
        expect([...seen].sort()).toEqual([0, 1, 2, 3]);
      },
      { timeout: 10_000 },
    );
  });

  it('fail where a call fails on the caller, and go on', () => {
    const run = tiny(1);
    expect(() => run(3, SCRATCH)).toThrow(
      expect.objectContaining({ message: 'The kernel write failed.', cause: expect.any(WebAssembly.RuntimeError) }),
    );
    expect(run(3)).toEqual([0, 0, 0]);
  });

  it('fail where a call fails in a worker, and go on', async () => {
    const run = tiny(2);
    await vi.waitFor(() => expect(run(1000)).toContain(1), { timeout: 10_000 });
    const failed = async () => expect(() => run(1000, SCRATCH + 1)).toThrow('The kernel write failed.');
    await vi.waitFor(failed, { timeout: 10_000 });
    await vi.waitFor(() => expect(run(1000)).toContain(1), { timeout: 10_000 });
  });
});

describe('without workers', () => {
  class Refusing {
    constructor() {
      throw new DOMException('Access to the script is denied by the document’s policy.', 'SecurityError');
    }
  }

  it.each([
    ['that a policy allows', Refusing],
    ['at all', undefined],
  ])('%s the caller makes every call', (_, worker) => {
    vi.stubGlobal('process', { ...globalThis.process, getBuiltinModule: undefined });
    vi.stubGlobal('Worker', worker);
    try {
      expect(tiny(2)(5)).toEqual([0, 0, 0, 0, 0]);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

it('a worker that has not heard yet of the memory’s growth leaves calls to others', () => {
  const threads = startThreads(2)!;
  const { memory } = threads;
  const [before, over] = [memory.buffer, 6];
  const isEnough = new Error('It was watched for long enough.');
  const errors: unknown[] = [];
  let calls = 0;
  let startWorker = () => {};
  // In the first call, a worker looks for others, in memory as it was.
  const write = () => {
    if (calls++ > 0) return;
    let looks = 0;
    const buffer = {
      configurable: true,
      get() {
        if (looks++ === 9) throw isEnough;
        return before;
      },
    };
    Object.defineProperty(memory, 'buffer', buffer);
    try {
      startWorker();
    } catch (error) {
      errors.push(error);
    }
    delete (memory as { buffer?: unknown }).buffer;
    // If it has taken one, nobody waits for that.
    if (errors[0] !== isEnough) Atomics.add(new Int32Array(memory.buffer), over, 1);
  };
  class Captured {
    constructor(source: string, { workerData }: { workerData: unknown }) {
      startWorker = () => {
        vi.stubGlobal('process', { getBuiltinModule: () => ({ workerData }) });
        new Function(source)();
      };
    }
    unref() {}
  }
  vi.stubGlobal('process', { getBuiltinModule: () => ({ Worker: Captured }) });
  try {
    threads.begin(tinyModule(memory).module, { write });
    memory.grow(1);
    threads.run({ kernel: 'write', calls: [[1], [2], [3]], scratch: 0, scratchBytes: 0 }, before.byteLength);
  } finally {
    vi.unstubAllGlobals();
  }
  expect(errors).toEqual([isEnough]);
  expect(calls).toBe(3);
});

it('without shared memory there are none', () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  try {
    expect(startThreads(2)).toBeUndefined();
  } finally {
    vi.unstubAllGlobals();
  }
});
