import { InvolutionError } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { checkContext } from './context.ts';
import { checkTexture } from './limits.ts';

describe('checkTexture', () => {
  it('takes what fills a texture to the last texel', () => {
    expect(() => checkTexture('x', [1, 8192, 8192, 1], false, 8192)).not.toThrow();
    expect(() => checkTexture('x', [1, 8192, 8192, 4], true, 8192)).not.toThrow();
  });

  it('refuses one texel more, by the name of the tensor', () => {
    const check = () => checkTexture('kernel', [1, 8192, 8193, 1], false, 8192);
    expect(check).toThrow(InvolutionError);
    expect(check).toThrowErrorMatchingInlineSnapshot(
      `[InvolutionError: DEVICE_LIMIT_EXCEEDED: kernel was [1, 8192, 8193, 1], expected what fits a texture of 8192×8192 texels with one value in a texel]`,
    );
    expect(() => checkTexture('kernel', [1, 8192, 8192, 5], true, 8192)).toThrowErrorMatchingInlineSnapshot(
      `[InvolutionError: DEVICE_LIMIT_EXCEEDED: kernel was [1, 8192, 8192, 5], expected what fits a texture of 8192×8192 texels with 2×2 neighbouring values in a texel]`,
    );
  });

  it('counts the half-empty texels of odd sizes', () => {
    expect(() => checkTexture('x', [4, 3, 3, 3], true, 7)).not.toThrow();
    expect(() => checkTexture('x', [4, 3, 3, 3], true, 6)).toThrow('DEVICE_LIMIT_EXCEEDED');
  });
});

describe('checkContext', () => {
  const contextThatIs = (isLost: boolean) => ({ isContextLost: () => isLost, canvas: new EventTarget() }) as never;

  it('takes a live context and refuses a lost one', () => {
    expect(() => checkContext(contextThatIs(false))).not.toThrow();
    expect(() => checkContext(contextThatIs(true))).toThrowErrorMatchingInlineSnapshot(
      `[InvolutionError: DEVICE_LOST: backend was 'a backend whose WebGL context is lost', expected a new one (tf.removeBackend('webgl'), then tf.registerBackend), and new tensors]`,
    );
  });

  it('refuses one that was lost and came back', () => {
    const canvas = new EventTarget();
    const gl = { isContextLost: () => false, canvas } as never;
    checkContext(gl);
    canvas.dispatchEvent(new Event('webglcontextlost'));
    expect(() => checkContext(gl)).toThrow('DEVICE_LOST');
  });
});
