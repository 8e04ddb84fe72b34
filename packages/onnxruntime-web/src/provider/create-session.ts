import type { OrtModule, ProviderConfig, Session, SessionOptions } from './ort.ts';
import { isUnavailable, ownOptions } from './ort-internals.ts';

/**
 * Makes a session of onnxruntime-web's own on the first of some execution providers that this bundle has and the machine supports. As with
 * onnxruntime's own list, but where one is missing nothing is logged: the list says what to prefer.
 */
export async function createSession(
  ort: OrtModule,
  model: Uint8Array,
  options: SessionOptions,
  [config, ...others]: readonly ProviderConfig[],
): Promise<Session> {
  try {
    return await ort.InferenceSession.create(model, {
      ...ownOptions(options),
      executionProviders: config === undefined ? [] : [config],
    });
  } catch (error) {
    if (others.length > 0 && isUnavailable(error)) return createSession(ort, model, options, others);
    throw error;
  }
}
