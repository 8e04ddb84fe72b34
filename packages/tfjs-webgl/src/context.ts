import { InvolutionError } from '@involution/core';

type Context = Pick<WebGLRenderingContext, 'isContextLost' | 'canvas'>;

/** Contexts seen before, and whether they were lost since. */
const seen = new WeakMap<Context, { isLost: boolean }>();

/**
 * Refuses a WebGL context that is lost, or was lost and came back: in both cases textures and programs are gone, and
 * tfjs itself would go on and return zeros.
 */
export function checkContext(gl: Context): void {
  if (!gl.isContextLost() && !watch(gl).isLost) return;
  throw new InvolutionError(
    'DEVICE_LOST',
    'backend',
    'a backend whose WebGL context is lost',
    "a new one (tf.removeBackend('webgl'), then tf.registerBackend), and new tensors",
  );
}

function watch(gl: Context): { isLost: boolean } {
  const known = seen.get(gl);
  if (known) return known;
  const state = { isLost: false };
  seen.set(gl, state);
  // A browser may restore the context by itself, after which isContextLost() says no again.
  gl.canvas.addEventListener('webglcontextlost', () => {
    state.isLost = true;
  });
  return state;
}
