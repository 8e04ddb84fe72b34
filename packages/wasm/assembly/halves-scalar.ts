// The conversions of halves.ts for engines without SIMD.
import { BIAS, CUT, HALF, INFINITE, NORMAL, OVERFLOW, SIGN, SMALLEST_NORMAL } from './float16';

/** float32 of float16. */
export function widenHalves(source: usize, target: usize, bytes: i32): void {
  const end = target + bytes;
  while (target < end) {
    const bits = <i32>load<i16>(source);
    const size = (bits & 0x7fff) << CUT;
    let result = size + BIAS;
    if (size < NORMAL) {
      const led = reinterpret<f32>(size + SMALLEST_NORMAL);
      result = reinterpret<i32>(led - reinterpret<f32>(SMALLEST_NORMAL));
    } else if (size >= INFINITE - 2 * BIAS) result += BIAS;
    store<i32>(target, result | (bits & SIGN));
    source += 2;
    target += 4;
  }
}

/** float16 of float32. */
export function narrowToHalves(source: usize, target: usize, bytes: i32): void {
  const end = source + bytes;
  while (source < end) {
    const bits = load<i32>(source);
    const size = bits & 0x7fffffff;
    let result: i32;
    if (size < SMALLEST_NORMAL) {
      result = reinterpret<i32>(reinterpret<f32>(size) + reinterpret<f32>(HALF)) - HALF;
    } else {
      const least = min<i32>(size, OVERFLOW);
      result = (least + (0xfff - BIAS) + ((least >> CUT) & 1)) >> CUT;
    }
    if (size > INFINITE) result |= 0x200;
    store<u16>(target, result | ((bits >>> 16) & 0x8000));
    source += 4;
    target += 2;
  }
}
