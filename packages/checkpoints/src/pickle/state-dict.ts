import type { ArrayView } from '../array-view.ts';
import { invalid } from '../invalid.ts';
import { PickledArray } from './globals.ts';

/** Where training code keeps the state dict of a model, beside what it saves of itself. */
const NESTED = ['state_dict', 'model_state_dict', 'model', 'module', 'network', 'net'];
const MAX_LEVELS = 4;

/**
 * The arrays of a pickled dictionary: its own, or those of the dictionary that one of the usual names leads to.
 *
 * @throws InvolutionError `INVALID_CHECKPOINT` if there are none.
 */
export function stateDictOf(pickled: unknown): Map<string, ArrayView> {
  let value = pickled;
  // A few levels: a dictionary of a hostile pickle may hold itself.
  for (let level = 0; level < MAX_LEVELS && value instanceof Map; level++) {
    const views = viewsOf(value);
    if (views.size > 0) return views;
    value = innerOf(value);
  }
  throw invalid('pickle', `The pickle is no dictionary of tensors, and has none under ${NESTED.join(', ')}.`);
}

function viewsOf(dictionary: ReadonlyMap<unknown, unknown>): Map<string, ArrayView> {
  const views = new Map<string, ArrayView>();
  for (const [key, value] of dictionary) {
    // Paddle's newer pickles have an array's own name beside it.
    const array = Array.isArray(value) && value.length === 2 ? value[1] : value;
    if (typeof key === 'string' && array instanceof PickledArray && array.view !== undefined)
      views.set(key, array.view);
  }
  return views;
}

function innerOf(dictionary: ReadonlyMap<unknown, unknown>): unknown {
  const name = NESTED.find((key) => dictionary.get(key) instanceof Map);
  return name === undefined ? undefined : dictionary.get(name);
}
