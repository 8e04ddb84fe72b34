import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, geometry } from '../test/geometry.ts';
import { makeProgram } from './index.ts';
import { checkLimits } from './limits.ts';

// x 4·8·8·16 floats, y 4·4·4·16, kernel 4·4·4·9.
const g = geometry([4, 8, 8, 16], { kernelSize: 3, strides: 2, groups: 1 });
const refused = (argument: string, bytes: number, limit: number) =>
  expect.objectContaining({
    code: 'DEVICE_LIMIT_EXCEEDED',
    argument,
    message: `${argument} takes ${bytes} bytes, and the device binds at most ${limit}.`,
  });

describe('checkLimits', () => {
  it('lets pass what fits to the byte', () => {
    expect(() => checkLimits(g, { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 16384 })).not.toThrow();
  });

  it.each(['maxStorageBufferBindingSize', 'maxBufferSize'] as const)('refuses a tensor past %s', (limit) => {
    expect(() => checkLimits(g, { ...DEFAULT_LIMITS, [limit]: 16383 })).toThrow(refused('x', 16384, 16383));
  });

  it('names the tensor', () => {
    const limits = { ...DEFAULT_LIMITS, maxBufferSize: 8000 };
    expect(() => checkLimits(geometry([1, 8, 8, 16], { kernelSize: 5, groups: 2 }), limits)).toThrow(
      refused('kernel', 12800, 8000),
    );
    expect(() => checkLimits(geometry([1, 8, 8, 16], { kernelSize: 1, pad: 4, groups: 1 }), limits)).toThrow(
      refused('y', 16384, 8000),
    );
  });

  it('refuses what an index of 32 bits cannot walk, whatever the device holds', () => {
    const limits = { ...DEFAULT_LIMITS, maxStorageBufferBindingSize: 2 ** 40, maxBufferSize: 2 ** 40 };
    expect(() => checkLimits(geometry([2, 2 ** 15, 2 ** 15, 1], { kernelSize: 1, groups: 1 }), limits)).toThrow(
      refused('x', 2 ** 33, 2 ** 32),
    );
    const pad = [
      [0, 0],
      [2 ** 31, 0],
    ] as const;
    const far = geometry([1, 1, 1, 1], { kernelSize: [1, 2], dilations: [1, 2 ** 31], pad, groups: 1 });
    expect(() => checkLimits(far, limits)).toThrow(
      'Padded x has the sizes [1, 2147483649], and shaders count to 1073741824 along an axis.',
    );
  });

  it('is asked before a program is made', () => {
    expect(() => makeProgram('forward', g, { ...DEFAULT_LIMITS, maxBufferSize: 100 })).toThrow(
      refused('x', 16384, 100),
    );
  });
});
