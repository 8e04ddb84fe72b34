import { InvolutionError, sizeOf } from '@involution/core';
import { io } from '@tensorflow/tfjs-core';

/** Of more integers none are read: no list of axes or sizes is as long. */
const MAX_INTEGERS = 64;

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

/** What a `Const` node holds. */
export interface Constant {
  readonly shape: readonly number[];
  /** Its elements, where they are few integers. */
  readonly ints: readonly number[] | undefined;
  /** Whether it is a matrix of float32 with ones on its diagonal and zeros elsewhere, once all axes but the last are one. */
  isIdentity(): boolean;
}

/** The constants of a model by the names of their nodes. */
export type Constants = (name: string) => Constant | undefined;

/**
 * The constants of a graph model, which lie among its weights. They are read when they are asked for.
 *
 * @throws InvolutionError `INVALID_MODEL` when there are fewer weights than the model says.
 */
export function constantsOf({ weightSpecs = [], weightData }: io.ModelArtifacts): Constants {
  const weights = new io.CompositeArrayBuffer(weightData ?? []);
  const places = new Map<string, { spec: io.WeightsManifestEntry; start: number; end: number }>();
  let start = 0;
  for (const spec of weightSpecs) {
    const end = start + byteLength(spec, weights, start);
    if (!(end <= weights.byteLength)) {
      const name = JSON.stringify(spec?.name) ?? 'a tensor without a name';
      const message = `The weights end before ${name}, or it has no shape and type: they are ${weights.byteLength} bytes.`;
      throw new InvolutionError('INVALID_MODEL', 'model', message);
    }
    places.set(spec.name, { spec, start, end });
    start = end;
  }
  const identities = new Map<string, boolean>();
  return (name) => {
    const place = places.get(name);
    if (place === undefined) return undefined;
    const { shape, dtype, quantization } = place.spec;
    const bytes = () => weights.slice(place.start, place.end);
    return {
      shape,
      ints: dtype === 'int32' && sizeOf(shape) <= MAX_INTEGERS ? integersOf(place.spec, bytes()) : undefined,
      isIdentity: () => {
        const isIdentity =
          identities.get(name) ??
          (dtype === 'float32' &&
            quantization === undefined &&
            isIdentityMatrix(shape, () => new Float32Array(bytes())));
        identities.set(name, isIdentity);
        return isIdentity;
      },
    };
  };
}

function isIdentityMatrix(shape: readonly number[], elements: () => Float32Array): boolean {
  const columns = shape.at(-1);
  if (columns === undefined || sizeOf(shape) !== columns ** 2) return false;
  return elements().every((value, k) => value === (k % (columns + 1) === 0 ? 1 : 0));
}

/** NaN for what has none. */
function byteLength(spec: io.WeightsManifestEntry, weights: io.CompositeArrayBuffer, start: number): number {
  const { shape, dtype, quantization } = spec ?? {};
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const count = isShape ? sizeOf(shape) : Number.NaN;
  if (dtype !== 'string') return count * (BYTES[quantization?.dtype ?? dtype] ?? Number.NaN);
  // Each text has its length before it.
  let length = 0;
  for (let k = 0; k < count; k++) {
    const [bytes = Number.NaN] = new Uint32Array(weights.slice(start + length, start + length + 4));
    length += 4 + bytes;
    if (!(start + length <= weights.byteLength)) return Number.NaN;
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
