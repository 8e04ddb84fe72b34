/** The type of a tensor's numbers in the file. */
export type DType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint16'
  | 'int8'
  | 'uint8'
  | 'bool';

/** Types of numbers that checkpoints hold, by NumPy's names, with their bytes and how one number is read. */
const TYPES: Readonly<Record<DType, readonly [number, (view: DataView, at: number, little: boolean) => number]>> = {
  float64: [8, (view, at, little) => view.getFloat64(at, little)],
  float32: [4, (view, at, little) => view.getFloat32(at, little)],
  float16: [2, (view, at, little) => halfToNumber(view.getUint16(at, little))],
  bfloat16: [2, (view, at, little) => bfloatToNumber(view.getUint16(at, little))],
  int64: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  uint64: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  int32: [4, (view, at, little) => view.getInt32(at, little)],
  uint32: [4, (view, at, little) => view.getUint32(at, little)],
  int16: [2, (view, at, little) => view.getInt16(at, little)],
  uint16: [2, (view, at, little) => view.getUint16(at, little)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
  bool: [1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
};

/** Bytes of one number. */
export function bytesOf(dtype: DType): number {
  return TYPES[dtype][0];
}

/** Whether the machine stores numbers as files do, lowest byte first; then float32 is copied, not converted. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Writes the numbers in `bytes` as float32: exact for half precision, rounded from float64 and wide integers. */
export function widen(bytes: Uint8Array, dtype: DType, isLittleEndian: boolean, result: Float32Array): void {
  if (dtype === 'float32' && isLittleEndian && IS_LITTLE_ENDIAN) {
    new Uint8Array(result.buffer, result.byteOffset, result.byteLength).set(bytes);
    return;
  }
  const numberAt = numbersOf(bytes, dtype, isLittleEndian);
  for (let i = 0; i < result.length; i++) result[i] = numberAt(i);
}

/** The numbers in `bytes`, by their index. */
export function numbersOf(bytes: Uint8Array, dtype: DType, isLittleEndian: boolean): (index: number) => number {
  const [size, get] = TYPES[dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (index) => get(view, index * size, isLittleEndian);
}

function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const WORD = new Uint32Array(1);
const AS_FLOAT = new Float32Array(WORD.buffer);

/** A bfloat16 is the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  WORD[0] = bits << 16;
  return AS_FLOAT[0]!;
}
