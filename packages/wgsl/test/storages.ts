import { float16 } from '../src/index.ts';
import { type ElementType, FLOAT32, type NumberStorage } from '../src/storage.ts';

/** Every way in which numbers can lie in memory. */
export const STORAGES: Readonly<Record<ElementType, NumberStorage>> = {
  f32: FLOAT32,
  f16: float16(new Set(['shader-f16'])),
  u32: float16(new Set()),
};
