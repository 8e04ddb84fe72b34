import { isInvolutionError } from '@involution/core';
import { type ExternalFile, externalLocations, readModel, withoutDot } from '@involution/onnx/model';
import type { ModelProto } from '@involution/onnx/proto';
import { loadFile, pathBeside } from './load-file.ts';
import type { SessionOptions } from './ort.ts';

/** A model's file and all that it refers to. */
export interface LoadedModel {
  bytes: Uint8Array;
  /** Parsed from `bytes`. `undefined`: no ONNX model; onnxruntime also reads a format of its own. */
  model: ModelProto | undefined;
  /** External data: the files of the session's `externalData`, and those that were found beside the model. */
  files: readonly ExternalFile[];
}

/**
 * Loads a model. Of a model that is given by its path or URL, files of external data that the session's `externalData` does
 * not have are loaded from where the model says that they are, relative to its own place.
 *
 * @param file A path or URL, or a model's bytes.
 * @throws Error when a file can't be loaded.
 */
export async function loadModel(
  file: string | Uint8Array,
  { externalData = [] }: SessionOptions,
): Promise<LoadedModel> {
  const bytes = await loadFile(file);
  const model = parse(bytes);
  const given = await Promise.all(
    externalData.map(async (each) => {
      const [path, data] = typeof each === 'string' ? [each, each] : [each.path, each.data];
      return { path, data: await loadFile(data) };
    }),
  );
  const beside = typeof file === 'string' && model !== undefined ? await loadBeside(file, model, given) : [];
  return { bytes, model, files: [...given, ...beside] };
}

function parse(bytes: Uint8Array): ModelProto | undefined {
  try {
    return readModel(bytes);
  } catch (error) {
    if (isInvolutionError(error)) return undefined;
    throw error;
  }
}

async function loadBeside(file: string, model: ModelProto, given: readonly ExternalFile[]): Promise<ExternalFile[]> {
  const known = new Set(given.map(({ path }) => withoutDot(path)));
  // What can't lie beside the model is for onnxruntime to miss.
  const found = externalLocations(model).flatMap((path) => {
    const from = known.has(path) ? undefined : pathBeside(file, path);
    return from === undefined ? [] : [{ path, from }];
  });
  return Promise.all(found.map(async ({ path, from }) => ({ path, data: await loadFile(from) })));
}
