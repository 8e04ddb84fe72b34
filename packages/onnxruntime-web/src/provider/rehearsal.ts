import { sizeOf } from '@involution/core';
import type { InvolutionSessionHandler } from './involution-handler.ts';
import type { OrtModule, SessionOptions, Tensor, ValueMetadata } from './ort.ts';

/**
 * Of inputs, such as an image of 104×104. Runs on more take long themselves, beside which what engines compile in the first is
 * little.
 */
const MAX_ELEMENTS = 2 ** 15;

/** After the first, the engine still compiles anew what ran in it. */
const RUNS = 2;

/**
 * Runs a small network on zeros, twice. An engine compiles a function of WebAssembly when it is first called, which takes several
 * times as long as a run of such a network: with this it is part of a session's creation, and the user's first run is as fast as
 * any later one.
 *
 * Does nothing where the sizes of inputs are not known, but for the batch; on a GPU, which has no such functions; and where a
 * profile would show it.
 */
export async function rehearse(
  ort: OrtModule,
  handler: InvolutionSessionHandler,
  options: SessionOptions,
): Promise<void> {
  if (handler.location !== 'cpu' || options.enableProfiling) return;
  const shapes = handler.inputMetadata.map((input) => shapeOf(input, options));
  if (!shapes.every((shape) => shape !== undefined)) return;
  if (shapes.reduce((sum, shape) => sum + sizeOf(shape), 0) > MAX_ELEMENTS) return;
  const feeds = shapes.map((shape, k) => {
    return [handler.inputNames[k]!, new ort.Tensor('float32', new Float32Array(sizeOf(shape)), shape)] as const;
  });
  const fetches = Object.fromEntries(handler.outputNames.map((name) => [name, null]));
  try {
    for (let k = 0; k < RUNS; k++) {
      const results: Readonly<Record<string, Tensor>> = await handler.run(Object.fromEntries(feeds), fetches, {});
      for (const result of Object.values(results)) result.dispose();
    }
  } catch {
    // A model may refuse zeros, and what it says of the user's values it says when it is run on them.
  }
}

/** One entry where the batch is open; `undefined` where a size is, or the values are of another type. */
function shapeOf(input: ValueMetadata, { freeDimensionOverrides }: SessionOptions): number[] | undefined {
  if (!input.isTensor || input.type !== 'float32') return undefined;
  const sizes = input.shape.map((size, axis) => {
    if (typeof size === 'number') return size;
    return freeDimensionOverrides?.[size] ?? (axis === 0 ? 1 : undefined);
  });
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}
