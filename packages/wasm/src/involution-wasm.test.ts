import { InvolutionError, involution, resolveGeometry, sizeOf, xShapeOf } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { loadInvolutionWasm, supportedBuilds } from './index.ts';

/** A box filter: every weight 1, so that each sum is the sum of its window. */
function boxFilter(size: number, channels = 16) {
  const geometry = resolveGeometry([1, size, size, channels], [1, size, size, 9], { kernelSize: 3 });
  const x = Float32Array.from({ length: sizeOf(xShapeOf(geometry)) }, (_, k) => k % 7);
  const kernel = new Float32Array(size * size * 9).fill(1);
  const shaped = { x: { data: x, shape: xShapeOf(geometry) }, kernel: { data: kernel, shape: [1, size, size, 9] } };
  const y = Float32Array.from(involution(shaped.x, shaped.kernel, { kernelSize: 3 }).data);
  return { geometry, inputs: [x, kernel] as const, y };
}

describe('compute', () => {
  it.each(supportedBuilds())('of the %s build copies in and out', (build) => {
    const { geometry, inputs, y } = boxFilter(5);
    const wasm = loadInvolutionWasm({ build });
    expect(wasm.build).toBe(build);
    expect(wasm.compute('forward', geometry, inputs)).toEqual(y);
  });

  it('grows its memory with the largest call and no further, over 500 calls of changing sizes', () => {
    const wasm = loadInvolutionWasm();
    const problems = [3, 40, 17, 64, 5].map((size) => boxFilter(size));
    for (const { geometry, inputs } of problems) wasm.compute('forward', geometry, inputs);
    const bytes = wasm.memory.buffer.byteLength;
    for (let call = 0; call < 500; call++) {
      const { geometry, inputs, y } = problems[call % problems.length];
      const result = wasm.compute('forward', geometry, inputs);
      // Faster than toEqual on a hundred million numbers.
      if (result.some((value, k) => value !== y[k])) throw new Error(`call ${call} went wrong`);
    }
    expect(wasm.memory.buffer.byteLength).toBe(bytes);
  });

  it('refuses inputs that are too short or too long', () => {
    const { geometry, inputs } = boxFilter(4);
    const wasm = loadInvolutionWasm();
    for (const data of [inputs[1].subarray(1), new Float32Array(inputs[1].length + 1)]) {
      expect(() => wasm.compute('forward', geometry, [inputs[0], data])).toThrow(
        expect.objectContaining({ code: 'INVALID_DATA', argument: 'inputs[1]' }),
      );
    }
  });

  it('says so when the engine gives no more memory', () => {
    // 5.4 GiB in all: more than any memory of 32 bits holds.
    const geometry = resolveGeometry([29, 1024, 1024, 16], [29, 1024, 1024, 16], { kernelSize: 1 });
    const inputs = [0, 1].map(() => Object.assign(Object.create(Float32Array.prototype), {}));
    for (const input of inputs) Object.defineProperty(input, 'byteLength', { value: 29 * 1024 * 1024 * 16 * 4 });
    const wasm = loadInvolutionWasm();
    expect(() => wasm.compute('forward', geometry, inputs as unknown as [Float32Array, Float32Array])).toThrow(
      expect.objectContaining({ code: 'DEVICE_LIMIT_EXCEEDED', argument: 'memory' }),
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
        const { geometry, inputs, y } = boxFilter(5);
        const memory = make();
        const wasm = loadInvolutionWasm({ memory, build });
        const plan = wasm.plan('forward', geometry);
        const pointers = { inputs: [64, 64 + plan.inputBytes[0]] as const, output: 100_000, scratch: 150_000 };
        for (const growth of [0, 10]) {
          memory.grow(growth);
          const values = new Float32Array(memory.buffer);
          inputs.forEach((input, k) => void values.set(input, pointers.inputs[k] / 4));
          wasm.run(plan, pointers);
          expect(values.slice(25_000, 25_000 + y.length)).toEqual(y);
          values.fill(0);
        }
      },
    );
  }

  it('refuses places that are odd, outside or overlapping, and writes nothing', () => {
    const { geometry } = boxFilter(5);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const wasm = loadInvolutionWasm({ memory });
    const plan = wasm.plan('forward', geometry);
    const good = { inputs: [0, 4096] as [number, number], output: 8192, scratch: 16384 };
    const end = memory.buffer.byteLength;
    const bad: [Partial<typeof good>, string][] = [
      [{ inputs: [2, 4096] }, 'inputs[0]'],
      [{ inputs: [0, -4] }, 'inputs[1]'],
      [{ inputs: [0, Number.NaN] }, 'inputs[1]'],
      [{ output: end - plan.outputBytes + 4 }, 'output'],
      [{ output: 2 ** 32 }, 'output'],
      [{ output: plan.inputBytes[0] - 4 }, 'output'],
      [{ scratch: end - 4 }, 'scratch'],
      [{ scratch: good.output }, 'output'],
      [{ scratch: 0 }, 'scratch'],
    ];
    for (const [change, argument] of bad) {
      expect(() => wasm.run(plan, { ...good, ...change }), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: 'INVALID_POINTER', argument }),
      );
    }
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
    expect(() => wasm.run(plan, good)).not.toThrow();
  });

  it('takes inputs that are one and the same', () => {
    // The gradient of x · x, say: dy and x may be the same tensor.
    const geometry = resolveGeometry([1, 2, 2, 4], [1, 2, 2, 1], { kernelSize: 1 });
    const memory = new WebAssembly.Memory({ initial: 1 });
    const wasm = loadInvolutionWasm({ memory });
    new Float32Array(memory.buffer, 0, 16).fill(2);
    wasm.run(wasm.plan('gradKernel', geometry), { inputs: [0, 0], output: 1024, scratch: 2048 });
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
