import { InvolutionError } from '@involution/core';

type Context = Pick<WebGLRenderingContext, 'isContextLost' | 'canvas'>;

/** Contexts seen before, and whether they were lost since. */
const seen = new WeakMap<Context, { isLost: boolean }>();

/**
 * Refuses a WebGL context that is lost, or was lost and came back: in both cases textures and programs are gone, and
 * tfjs itself would go on and return zeros.
 *
 * @throws InvolutionError `DEVICE_LOST`.
 */
export function checkContext(gl: Context): void {
  if (!gl.isContextLost() && !watch(gl).isLost) return;
  const message =
    "The backend's WebGL context was lost, and with it all tensors on it. Make a new backend " +
    "(tf.removeBackend('webgl'), then tf.registerBackend) and new tensors.";
  throw new InvolutionError('DEVICE_LOST', 'backend', message);
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
