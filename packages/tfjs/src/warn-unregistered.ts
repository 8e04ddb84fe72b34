import { backend_util, env } from '@tensorflow/tfjs-core';

const WARN = 'INVOLUTION_WARN_UNREGISTERED';

// At import, as tfjs's own flags, so that it can be set before the first call.
env().registerFlag(WARN, () => true);

/** Backends whose kernels a package has: `@involution/tfjs-cpu` and so on. On others there is nothing to register. */
const BACKENDS_WITH_PACKAGE = ['cpu', 'wasm', 'webgl', 'webgpu'];

const warned = new Set<string>();

/**
 * Warns, once for each backend, that involutions are composed of tfjs's own ops although a package has kernels for the
 * backend: a forgotten `register()` would be noticed by nothing but the time. The flag `INVOLUTION_WARN_UNREGISTERED` of
 * `tf.env()` and tfjs's production mode silence it.
 *
 * @param backend tfjs's name of the backend.
 */
export function warnUnregistered(backend: string): void {
  if (warned.has(backend) || !BACKENDS_WITH_PACKAGE.includes(backend) || !env().getBool(WARN)) return;
  warned.add(backend);
  const name = `@involution/tfjs-${backend}`;
  backend_util.warn(
    `No involution kernels are registered for TensorFlow.js's backend '${backend}', so that involutions are composed of its \
own ops, which is slow. Install ${name} and add

import { register } from '${name}';
register();

or silence this warning: tf.env().set('${WARN}', false);`,
  );
}
