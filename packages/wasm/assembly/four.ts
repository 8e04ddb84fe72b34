// Four numbers of a row at a time.

/**
 * Those of a plane at the four distances from a place that a table has. Where they are neighbours, or every other one, vectors are
 * read; of every other one, up to 4 bytes behind the last.
 * @inline
 */
export function loadFour(from: usize, table: usize): v128 {
  const first = load<i32>(table);
  const second = load<i32>(table, 4);
  const third = load<i32>(table, 8);
  const fourth = load<i32>(table, 12);
  const at = from + first;
  const step = second - first;
  if (third - second === step && fourth - third === step) {
    if (step === 4) return v128.load(at);
    if (step === 8) return v128.shuffle<f32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6);
  }
  let result = v128.load32_splat(at);
  result = v128.load_lane<u32>(from + second, result, 1);
  result = v128.load_lane<u32>(from + third, result, 2);
  return v128.load_lane<u32>(from + fourth, result, 3);
}

/**
 * Writes the first of them, and all where there are more to come.
 * @inline
 */
export function storeFour(to: usize, values: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, values);
    return;
  }
  if (count & 2) {
    v128.store_lane<u64>(to, values, 0);
    values = v128.shuffle<i64>(values, values, 1, 1);
    to += 8;
  }
  if (count & 1) v128.store_lane<u32>(to, values, 0);
}
