import type { ArrayView } from '../array-view.ts';
import type { ByteSource } from '../byte-source.ts';
import { readHdf5 } from '../hdf5/hdf5.ts';
import { invalid } from '../invalid.ts';
import { parseJson, readJson } from '../json.ts';
import type { Zip } from '../zip.ts';

/** The entries of a `.keras` file. */
const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';

/** The arrays of a Keras file, and its model's configuration where it has one. */
export interface KerasContent {
  readonly views: ReadonlyMap<string, ArrayView>;
  readonly config?: unknown;
}

/** Whether a zip file is a `.keras` file. */
export function isKerasZip({ names }: Zip): boolean {
  return names.includes(CONFIG) && names.includes(WEIGHTS);
}

/** Reads a `.keras` file. Throws InvolutionError `INVALID_CHECKPOINT`. */
export async function readKerasZip(zip: Zip): Promise<KerasContent> {
  const config = await readJson(await zip.open(CONFIG), CONFIG);
  const { views } = await readKerasHdf5(await zip.open(WEIGHTS));
  return { views, config };
}

/**
 * Reads an `.h5` file: a whole model, or weights of Keras 2 or 3. Where the file says the order of its layers and weights, the
 * arrays are in that order, else in that of their names. Throws InvolutionError `INVALID_CHECKPOINT`.
 */
export async function readKerasHdf5(file: ByteSource): Promise<KerasContent> {
  const { arrays, attributes } = await readHdf5(file, (name) => /^(model_config|(layer|weight)_names\d*)$/.test(name));
  const views = new Map<string, ArrayView>();
  const root = attributes.has('model_weights@layer_names') ? 'model_weights' : '';
  for (const layer of attributes.get(`${root}@layer_names`) ?? []) {
    const group = root === '' ? layer : `${root}/${layer}`;
    for (const weight of attributes.get(`${group}@weight_names`) ?? []) {
      const name = `${group}/${weight}`;
      const view = arrays.get(name);
      if (view === undefined) throw invalid(name, `The Keras file lacks ${name}, which it lists.`);
      views.set(name, view);
    }
  }
  for (const [name, view] of arrays) if (!views.has(name)) views.set(name, view);
  const config = attributes.get('@model_config')?.[0];
  return config === undefined ? { views } : { views, config: parseJson(config, 'model_config') };
}
