import { InvolutionError, sizeOf } from '@involution/core';
import { io } from '@tensorflow/tfjs-core';

/** Of longer tensors no elements are read: no list of axes or sizes is as long. */
const MAX_ELEMENTS = 64;

/** Bytes of an element, as a model's weights have it. */
const BYTES: Readonly<Record<string, number>> = {
  bool: 1,
  complex64: 8,
  float16: 2,
  float32: 4,
  int32: 4,
  uint16: 2,
  uint8: 1,
};

/** A constant's type and shape, and its elements where they are few integers. */
export interface Constant {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly ints: readonly number[] | undefined;
}

/**
 * The constants of a graph model, which lie among its weights.
 *
 * @returns A constant by the name of its node. Its elements are read when it is asked for.
 * @throws InvolutionError `INVALID_MODEL` when there are fewer weights than the model says.
 */
export function constantsOf({
  weightSpecs = [],
  weightData,
}: io.ModelArtifacts): (name: string) => Constant | undefined {
  const weights = new io.CompositeArrayBuffer(weightData ?? []);
  const places = new Map<string, { spec: io.WeightsManifestEntry; start: number; end: number }>();
  let start = 0;
  for (const spec of weightSpecs) {
    const end = start + byteLength(spec, weights, start);
    if (!(end <= weights.byteLength)) {
      const message = `The weights end before ${JSON.stringify(spec.name)}: they are ${weights.byteLength} bytes.`;
      throw new InvolutionError('INVALID_MODEL', 'model', message);
    }
    places.set(spec.name, { spec, start, end });
    start = end;
  }
  return (name) => {
    const place = places.get(name);
    if (place === undefined) return undefined;
    const { shape, dtype } = place.spec;
    if (dtype !== 'int32' || sizeOf(shape) > MAX_ELEMENTS) return { shape, dtype, ints: undefined };
    const ints = integersOf(place.spec, weights.slice(place.start, place.end));
    return { shape, dtype, ints };
  };
}

function byteLength(spec: io.WeightsManifestEntry, weights: io.CompositeArrayBuffer, start: number): number {
  const { shape, dtype, quantization } = spec;
  const count = Array.isArray(shape) ? sizeOf(shape) : Number.NaN;
  if (dtype !== 'string') return count * (BYTES[quantization?.dtype ?? dtype] ?? Number.NaN);
  // Each text has its length before it.
  let length = 0;
  for (let k = 0; k < count && start + length + 4 <= weights.byteLength; k++) {
    const [bytes] = new Uint32Array(weights.slice(start + length, start + length + 4));
    length += 4 + bytes!;
  }
  return length;
}

/** The elements of a tensor of integers, which may be compressed; `undefined` for a way to do so that tfjs does not have either. */
function integersOf({ quantization }: io.WeightsManifestEntry, bytes: ArrayBuffer): number[] | undefined {
  if (quantization === undefined) return Array.from(new Int32Array(bytes));
  const { dtype, scale, min } = quantization;
  if (scale === undefined || min === undefined || dtype === 'float16') return undefined;
  const stored = dtype === 'uint8' ? new Uint8Array(bytes) : new Uint16Array(bytes);
  return Array.from(stored, (value) => Math.round(value * scale + min));
}
