import type { OrtModule, ProviderConfig, Session, SessionOptions } from './ort.ts';

/**
 * Makes a stock session on the first of some execution providers that this bundle has and the machine supports. As with
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
      ...options,
      executionProviders: config === undefined ? [] : [config],
      // onnxruntime adds defaults to the object that it is given.
      extra: { ...options.extra },
    });
  } catch (error) {
    if (others.length > 0 && isUnavailable(error)) return createSession(ort, model, options, others);
    throw error;
  }
}

/** Whether it is the provider that a session could not be made for. */
function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('no available backend found');
}
