import { describe, expect, it } from 'vitest';
import { errorWith } from '../test/error-with.ts';
import { checkContext } from './context.ts';
import { checkTexture } from './limits.ts';

describe('checkTexture', () => {
  it('takes what fills a texture to the last texel', () => {
    expect(() => checkTexture('x', [1, 8192, 8192, 1], false, 8192)).not.toThrow();
    expect(() => checkTexture('x', [1, 8192, 8192, 4], true, 8192)).not.toThrow();
  });

  it('refuses one texel more, by the name of the tensor', () => {
    const check = () => checkTexture('kernel', [1, 8192, 8193, 1], false, 8192);
    expect(check).toThrow(errorWith('DEVICE_LIMIT_EXCEEDED', 'kernel'));
    expect(check).toThrowErrorMatchingInlineSnapshot(
      `[InvolutionError: kernel is [1, 8192, 8193, 1], but must be a shape that fits a texture of 8192×8192 texels with one value in a texel.]`,
    );
    expect(() => checkTexture('kernel', [1, 8192, 8192, 5], true, 8192)).toThrowErrorMatchingInlineSnapshot(
      `[InvolutionError: kernel is [1, 8192, 8192, 5], but must be a shape that fits a texture of 8192×8192 texels with 2×2 neighbouring values in a texel.]`,
    );
  });

  it('counts the half-empty texels of odd sizes', () => {
    expect(() => checkTexture('x', [4, 3, 3, 3], true, 7)).not.toThrow();
    expect(() => checkTexture('x', [4, 3, 3, 3], true, 6)).toThrow(errorWith('DEVICE_LIMIT_EXCEEDED', 'x'));
  });
});

describe('checkContext', () => {
  const contextThatIs = (isLost: boolean) => ({ isContextLost: () => isLost, canvas: new EventTarget() }) as never;

  it('takes a live context and refuses a lost one', () => {
    expect(() => checkContext(contextThatIs(false))).not.toThrow();
    expect(() => checkContext(contextThatIs(true))).toThrowErrorMatchingInlineSnapshot(
      `[InvolutionError: The backend's WebGL context was lost, and with it all tensors on it. Make a new backend (tf.removeBackend('webgl'), then tf.registerBackend) and new tensors.]`,
    );
  });

  it('refuses one that was lost and came back', () => {
    const canvas = new EventTarget();
    const gl = { isContextLost: () => false, canvas } as never;
    checkContext(gl);
    canvas.dispatchEvent(new Event('webglcontextlost'));
    expect(() => checkContext(gl)).toThrow(errorWith('DEVICE_LOST', 'backend'));
  });
});
