// float16 beside float32, in the bits of float32.

/** Infinity; what is larger is NaN. */
export const INFINITE: i32 = 0x7f800000;
/** 2^16, from where on there is no float16. From half a unit below it on, numbers round to infinity. */
export const OVERFLOW: i32 = 0x47800000;
/** The smallest normal number of float16. */
export const SMALLEST_NORMAL: i32 = 0x38800000;
/** A half, whose neighbours are as far apart as subnormal numbers of float16. */
export const HALF: i32 = 0x3f000000;
/** By how much the exponents of a number differ in the two types. */
export const BIAS: i32 = 0x38000000;
/** An exponent of 1. */
export const NORMAL: i32 = 0x00800000;
/** The bits that float16 has not are so many. */
export const CUT: i32 = 13;
/** The sign. */
export const SIGN: i32 = i32.MIN_VALUE;
