// What a host is told when its device or a shader fails it.
import { InvolutionError } from '@involution/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dawn, openDawn } from '../../test/dawn.ts';
import { geometry } from '../../test/geometry.ts';
import { makeProgram, prepareProgram, requireDevice } from '../index.ts';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await openDawn();
});
afterAll(() => dawn.destroy());

const program = () => makeProgram('forward', geometry([1, 5, 5, 8], { kernelSize: 3, groups: 2 }), dawn.device.limits);

describe('prepareProgram', () => {
  it.each([
    ['a text that does not parse', 'fn involution('],
    ['an unknown function', 'fn involution(index: i32) { result[index] = no_such_function(index); }'],
    ['types that do not fit', 'fn involution(index: i32) { result[index] = index; }'],
  ])('rejects at every call with what the device says: %s', async (name, body) => {
    const broken = { ...program(), key: name, body };
    for (const _ of ['first', 'second']) {
      const error = await prepareProgram(dawn.device, broken).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvolutionError);
      expect(error).toMatchObject({ code: 'SHADER_COMPILATION_FAILED', cause: { message: expect.any(String) } });
      expect((error as Error).message).toMatch(/WGSL/);
    }
  });

  it('leaves other programs alone', async () => {
    const x = new Float32Array(200).fill(1);
    const y = await dawn.run(program(), { x, kernel: new Float32Array(450).fill(2) }, 200);
    expect(y[96]).toBe(18);
  });
});

describe('requireDevice', () => {
  it('throws once the device is lost', async () => {
    const doomed = await openDawn();
    const { device } = doomed;
    expect(() => requireDevice(device)).not.toThrow();
    doomed.destroy();
    await device.lost;
    expect(() => requireDevice(device)).toThrow(expect.objectContaining({ code: 'DEVICE_LOST', argument: 'device' }));
  });
});
