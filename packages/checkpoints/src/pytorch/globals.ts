import type { ArrayView } from '../array-view.ts';
import type { ByteSource } from '../byte-source.ts';
import type { DType } from '../dtype.ts';
import { invalid } from '../invalid.ts';
import { COMMON_GLOBALS, integersOf, PickledArray } from '../pickle/globals.ts';
import type { Global, PickleHost } from '../pickle/values.ts';

/** PyTorch's storage classes. */
const STORAGES: Readonly<Record<string, DType>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

/** A storage's class, as a persistent id names it. */
export interface StorageType extends Global {
  readonly dtype: DType;
}

/** A storage that a persistent id stands for. */
export class TorchStorage {
  readonly dtype: DType;
  readonly bytes: ByteSource;

  constructor(dtype: DType, bytes: ByteSource) {
    this.dtype = dtype;
    this.bytes = bytes;
  }
}

/** What PyTorch's pickles are read with. `loadStorage` finds what a persistent id stands for. */
export function pytorchHost(
  isLittleEndian: boolean,
  loadStorage: (type: DType, key: string, count: number, id: readonly unknown[]) => TorchStorage,
): PickleHost {
  const rebuildTensor = ([storage, offset, shape, strides]: readonly unknown[]) =>
    new PickledArray(viewOf(storage, offset, shape, strides, isLittleEndian));
  const globals: Global[] = [
    ...COMMON_GLOBALS,
    ...Object.entries(STORAGES).map(([name, dtype]): StorageType => ({ name: `torch.${name}`, dtype })),
    { name: 'torch._utils._rebuild_tensor', call: rebuildTensor },
    { name: 'torch._utils._rebuild_tensor_v2', call: rebuildTensor },
    { name: 'torch._utils._rebuild_parameter', call: ([tensor]) => tensor },
    { name: 'torch.Size', call: ([sizes]) => integersOf(sizes) },
  ];
  return {
    globals: new Map(globals.map((global) => [global.name, global])),
    persistentLoad(id) {
      const parts = Array.isArray(id) ? id : [];
      const [kind, type, key, , count] = parts;
      if (kind !== 'storage' || !isStorageType(type) || typeof key !== 'string' || !Number.isSafeInteger(count)) {
        throw invalid('pickle', 'The pickle has a persistent id that names no storage.');
      }
      return loadStorage(type.dtype, key, count, parts);
    },
  };
}

function isStorageType(value: unknown): value is StorageType {
  return typeof value === 'object' && value !== null && 'dtype' in value && 'name' in value;
}

function viewOf(
  storage: unknown,
  offset: unknown,
  shape: unknown,
  strides: unknown,
  isLittleEndian: boolean,
): ArrayView {
  if (!(storage instanceof TorchStorage) || typeof offset !== 'number') {
    throw invalid('pickle', 'The pickle has a tensor without a storage.');
  }
  const { dtype, bytes } = storage;
  return { dtype, shape: integersOf(shape), strides: integersOf(strides), offset, storage: bytes, isLittleEndian };
}
