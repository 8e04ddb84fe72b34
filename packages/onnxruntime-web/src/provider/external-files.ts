import { type ExternalFile, externalLocations, withoutDot } from '@involution/onnx/model';
import type { ModelProto } from 'onnx-buf';
import { fileBeside, loadFile } from './load-file.ts';
import type { SessionOptions } from './ort.ts';

/**
 * Loads the files that hold tensors of a model: those of the session's `externalData`, and where the model was given by
 * path or URL, those that the model names and that are not among them, from beside it.
 *
 * @param model As it is in its file.
 * @param modelFile A path or URL, or a model's bytes.
 */
export async function loadExternalFiles(
  model: ModelProto,
  modelFile: string | Uint8Array,
  { externalData = [] }: SessionOptions,
): Promise<ExternalFile[]> {
  const given = externalData.map((file) => (typeof file === 'string' ? { path: file, data: file } : file));
  const known = new Set(given.map(({ path }) => withoutDot(path)));
  const found = externalLocations(model).flatMap((path) => {
    const data = known.has(path) || typeof modelFile !== 'string' ? undefined : fileBeside(modelFile, path);
    return data === undefined ? [] : [{ path, data }];
  });
  return Promise.all([...given, ...found].map(async ({ path, data }) => ({ path, data: await loadFile(data) })));
}
