import { runInNewContext } from 'node:vm';
import { computeReference, InvolutionError, resolveGeometry, sizeOf, xShapeOf } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, supportedBuilds } from './index.ts';

/** A box filter: every weight 1, so that each sum is the sum of its window. */
function boxFilter(size: number, channels = 16) {
  const geometry = resolveGeometry([1, size, size, channels], [1, size, size, 9], { kernelSize: 3 });
  const x = Float32Array.from({ length: sizeOf(xShapeOf(geometry)) }, (_, k) => k % 7);
  const kernel = new Float32Array(size * size * 9).fill(1);
  const y = Float32Array.from(computeReference('forward', geometry, { x, kernel }).data);
  return { geometry, operands: { x, kernel }, y };
}

describe('compute', () => {
  it.each(supportedBuilds())('of the %s build copies in and out', (build) => {
    const { geometry, operands, y } = boxFilter(5);
    const wasm = loadInvolutionWasm({ build });
    expect(wasm.build).toBe(build);
    expect(wasm.compute('forward', geometry, operands)).toEqual(y);
  });

  it('grows its memory with the largest call and no further, over 500 calls of changing sizes', () => {
    const wasm = loadInvolutionWasm();
    const problems = [3, 40, 17, 64, 5].map((size) => boxFilter(size));
    for (const { geometry, operands } of problems) wasm.compute('forward', geometry, operands);
    const bytes = wasm.memory.buffer.byteLength;
    for (let call = 0; call < 500; call++) {
      const { geometry, operands, y } = problems[call % problems.length]!;
      const result = wasm.compute('forward', geometry, operands);
      // Faster than toEqual on a hundred million numbers.
      if (result.some((value, k) => value !== y[k])) throw new Error(`call ${call} went wrong`);
    }
    expect(wasm.memory.buffer.byteLength).toBe(bytes);
  });

  it('puts the result where it is wanted', () => {
    const { geometry, operands, y } = boxFilter(4);
    const wasm = loadInvolutionWasm();
    const around = new Float32Array(y.length + 2).fill(-1);
    const into = around.subarray(1, -1);
    expect(wasm.compute('forward', geometry, operands, into)).toBe(into);
    expect([...around]).toEqual([-1, ...y, -1]);
    expect(() => wasm.compute('forward', geometry, operands, around)).toThrow(
      `into must be a Float32Array of ${y.length} values.`,
    );
  });

  it('refuses operands that are too short or too long', () => {
    const { geometry, operands } = boxFilter(4);
    const wasm = loadInvolutionWasm();
    const { kernel } = operands;
    for (const wrong of [kernel.subarray(1), new Float32Array(kernel.length + 1)]) {
      expect(() => wasm.compute('forward', geometry, { ...operands, kernel: wrong })).toThrow(
        expect.objectContaining({ code: 'INVALID_DATA', argument: 'kernel' }),
      );
    }
  });

  it('refuses a call without one of its operands', () => {
    const { geometry, operands } = boxFilter(4);
    const wasm = loadInvolutionWasm();
    expect(() => wasm.compute('gradInput', geometry, operands)).toThrow(
      expect.objectContaining({ code: 'MISSING_OPERAND', argument: 'dy' }),
    );
  });

  it.each<[string, (length: number) => unknown]>([
    ['a Float64Array', (length) => new Float64Array(length)],
    ['an Int32Array', (length) => new Int32Array(length)],
    ['an array', (length) => Array.from({ length }, () => 1)],
    ['bytes', (length) => new Uint8Array(length * 4)],
    ['a buffer', (length) => new ArrayBuffer(length * 4)],
  ])('refuses %s, in words that are few however many values it has', (_, make) => {
    const { geometry, operands } = boxFilter(200);
    const wasm = loadInvolutionWasm();
    const x = make(operands.x.length) as Float32Array;
    const refused = () => wasm.compute('forward', geometry, { ...operands, x });
    expect(refused).toThrow(expect.objectContaining({ code: 'INVALID_DATA', argument: 'x' }));
    expect(refused).toThrow(/^.{0,100}$/);
  });

  it('takes arrays of another realm', () => {
    const { geometry, operands, y } = boxFilter(5);
    const Other = runInNewContext('Float32Array') as typeof Float32Array;
    const x = Other.from(operands.x);
    expect(x).not.toBeInstanceOf(Float32Array);
    expect(loadInvolutionWasm().compute('forward', geometry, { ...operands, x })).toEqual(y);
  });

  it('says so when the engine gives no more memory', () => {
    // 5.4 GiB in all: more than any memory of 32 bits holds. They need not be there to be refused.
    const geometry = resolveGeometry([29, 1024, 1024, 16], [29, 1024, 1024, 16], { kernelSize: 1 });
    const huge = () =>
      Object.create(Float32Array.prototype, {
        byteLength: { value: 29 * 1024 * 1024 * 16 * 4 },
        [Symbol.toStringTag]: { value: 'Float32Array' },
      }) as Float32Array;
    const wasm = loadInvolutionWasm();
    expect(() => wasm.compute('forward', geometry, { x: huge(), kernel: huge() })).toThrow(
      expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED', argument: 'memory', cause: expect.any(RangeError) }),
    );
    expect(wasm.memory.buffer.byteLength).toBe(65536);
  });
});

describe("on a host's memory", () => {
  const memories = {
    ordinary: () => new WebAssembly.Memory({ initial: 4, maximum: 100 }),
    unbounded: () => new WebAssembly.Memory({ initial: 4 }),
    shared: () => new WebAssembly.Memory({ initial: 4, maximum: 100, shared: true }),
  };
  for (const [name, make] of Object.entries(memories)) {
    it.each(supportedBuilds())(
      `that is ${name} the %s build works in place, also after the host has grown it`,
      (build) => {
        const { geometry, operands, y } = boxFilter(5);
        const memory = make();
        const wasm = loadInvolutionWasm({ memory, build });
        const plan = wasm.plan('forward', geometry);
        const offsets = { x: 64, kernel: 64 + plan.operandBytes.x! };
        for (const growth of [0, 10]) {
          memory.grow(growth);
          const values = new Float32Array(memory.buffer);
          values.set(operands.x, offsets.x / 4);
          values.set(operands.kernel, offsets.kernel / 4);
          wasm.run(plan, { operands: offsets, results: { y: 100_000 }, scratch: 150_000 });
          expect(values.slice(25_000, 25_000 + y.length)).toEqual(y);
          values.fill(0);
        }
      },
    );
  }

  it('refuses offsets that are odd, outside or overlapping, and writes nothing', () => {
    const { geometry } = boxFilter(5);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const wasm = loadInvolutionWasm({ memory });
    const plan = wasm.plan('forward', geometry);
    const good = { operands: { x: 0, kernel: 4096 }, results: { y: 8192 }, scratch: 16384 };
    const end = memory.buffer.byteLength;
    const bad: [Partial<typeof good>, string][] = [
      [{ operands: { x: 2, kernel: 4096 } }, 'x'],
      [{ operands: { x: 0, kernel: -4 } }, 'kernel'],
      [{ operands: { x: 0, kernel: Number.NaN } }, 'kernel'],
      [{ operands: { x: 0, kernel: '4096' as unknown as number } }, 'kernel'],
      [{ results: { y: end - plan.resultBytes.y! + 4 } }, 'results.y'],
      [{ results: { y: 2 ** 32 } }, 'results.y'],
      [{ results: { y: plan.operandBytes.x! - 4 } }, 'results.y'],
      [{ results: {} as { y: number } }, 'results.y'],
      [{ scratch: end - 4 }, 'scratch'],
      [{ scratch: good.results.y }, 'scratch'],
      [{ scratch: 0 }, 'scratch'],
    ];
    for (const [change, argument] of bad) {
      expect(() => wasm.run(plan, { ...good, ...change }), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: 'INVALID_POINTER', argument }),
      );
    }
    expect(() => wasm.run(plan, { ...good, operands: { x: 0 } })).toThrow(
      expect.objectContaining({ code: 'MISSING_OPERAND', argument: 'kernel' }),
    );
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
    expect(() => wasm.run(plan, good)).not.toThrow();
  });

  it('takes operands that are one and the same', () => {
    // The gradient of x · x, say: dy and x may be the same tensor.
    const geometry = resolveGeometry([1, 2, 2, 4], [1, 2, 2, 1], { kernelSize: 1 });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const wasm = loadInvolutionWasm({ memory });
    new Float32Array(memory.buffer, 0, 16).fill(2);
    wasm.run(wasm.plan('gradKernel', geometry), {
      operands: { dy: 0, x: 0 },
      results: { kernel: 1024 },
      scratch: 2048,
    });
    expect([...new Float32Array(memory.buffer, 1024, 4)]).toEqual([16, 16, 16, 16]);
  });
});

it('refuses a build that the engine lacks', () => {
  const lacking = (['relaxed-simd', 'simd', 'scalar'] as const).filter((build) => !supportedBuilds().includes(build));
  expect(supportedBuilds().length + lacking.length).toBe(3);
  for (const build of lacking) {
    expect(() => loadInvolutionWasm({ build })).toThrow(InvolutionError);
    expect(() => loadInvolutionWasm({ build })).toThrow(expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED' }));
  }
});
