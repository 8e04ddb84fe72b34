import { copiedOptions, isUnavailable } from './onnxruntime-internals.ts';
import type { OrtModule, ProviderConfig, Session, SessionOptions } from './ort.ts';

/**
 * Makes a session of unmodified onnxruntime-web, on the first of some execution providers that this bundle has and the
 * machine supports. As with onnxruntime's own list, but where one is missing nothing is logged: the list says what to prefer.
 */
export async function createUnmodifiedSession(
  ort: OrtModule,
  model: Uint8Array,
  options: SessionOptions,
  [config, ...others]: readonly ProviderConfig[],
): Promise<Session> {
  try {
    const executionProviders = config === undefined ? [] : [config];
    return await ort.InferenceSession.create(model, { ...copiedOptions(options), executionProviders });
  } catch (error) {
    if (others.length > 0 && isUnavailable(error)) return createUnmodifiedSession(ort, model, options, others);
    throw error;
  }
}
