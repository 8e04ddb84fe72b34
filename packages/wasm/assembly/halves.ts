// Numbers of float16 become float32, in which kernels compute, and back.
import { BIAS, CUT, HALF, INFINITE, NORMAL, OVERFLOW, SIGN, SMALLEST_NORMAL } from './float16';

/**
 * float32 of float16. In place where `source` is the second half of the target.
 *
 * @param bytes Of the target, a multiple of 16.
 */
export function widenHalves(source: usize, target: usize, bytes: i32): void {
  const end = target + bytes;
  while (target < end) {
    // Signed, so that the sign is where it belongs.
    const bits = v128.load_ext<i16>(source);
    const sign = v128.and(bits, v128.splat<i32>(SIGN));
    const size = v128.shl<i32>(v128.and(bits, v128.splat<i32>(0x7fff)), CUT);
    // Infinity and NaN get the largest exponent of float32.
    const more = v128.and(v128.ge<i32>(size, v128.splat<i32>(INFINITE - 2 * BIAS)), v128.splat<i32>(BIAS));
    const normal = v128.add<i32>(v128.add<i32>(size, v128.splat<i32>(BIAS)), more);
    // With a leading one, which is taken off again.
    const led = v128.add<i32>(size, v128.splat<i32>(SMALLEST_NORMAL));
    const subnormal = v128.sub<f32>(led, v128.splat<i32>(SMALLEST_NORMAL));
    const result = v128.bitselect(subnormal, normal, v128.lt<i32>(size, v128.splat<i32>(NORMAL)));
    v128.store(target, v128.or(result, sign));
    source += 8;
    target += 16;
  }
}

/**
 * float16 of float32, rounded to nearest, ties to even. In place where the two begin at one place.
 *
 * @param bytes Of the source, a multiple of 16.
 */
export function narrowToHalves(source: usize, target: usize, bytes: i32): void {
  const end = source + bytes;
  while (source < end) {
    const bits = v128.load(source);
    const size = v128.and(bits, v128.splat<i32>(0x7fffffff));
    const sign = v128.shr<u32>(v128.xor(bits, size), 16);
    const least = v128.min<i32>(size, v128.splat<i32>(OVERFLOW));
    // What is cut off carries where it is more than a half, or a half behind an odd digit.
    const odd = v128.and(v128.shr<u32>(least, CUT), v128.splat<i32>(1));
    const carried = v128.add<i32>(v128.add<i32>(least, v128.splat<i32>(0xfff - BIAS)), odd);
    const normal = v128.shr<u32>(carried, CUT);
    // The sum is rounded as float16 is.
    const subnormal = v128.sub<i32>(v128.add<f32>(size, v128.splat<i32>(HALF)), v128.splat<i32>(HALF));
    const rounded = v128.bitselect(subnormal, normal, v128.lt<i32>(size, v128.splat<i32>(SMALLEST_NORMAL)));
    const quiet = v128.and(v128.gt<i32>(size, v128.splat<i32>(INFINITE)), v128.splat<i32>(0x200));
    const result = v128.or(v128.or(rounded, quiet), sign);
    v128.store_lane<u64>(target, i16x8.narrow_i32x4_u(result, result), 0);
    source += 16;
    target += 8;
  }
}
