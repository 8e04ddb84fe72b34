// What a machine can do at most: loops that do nothing but the one thing.

/** Multiplies and adds in registers, 12 vectors of four a round: 96 floating-point operations. */
export function multiplyAdd(rounds: i32): f32 {
  const factor = f32x4.splat(0.99999);
  const term = f32x4.splat(0.5);
  let a = f32x4.splat(0.1);
  let b = f32x4.splat(0.2);
  let c = f32x4.splat(0.3);
  let d = f32x4.splat(0.4);
  let e = f32x4.splat(0.5);
  let f = f32x4.splat(0.6);
  let g = f32x4.splat(0.7);
  let h = f32x4.splat(0.8);
  let i = f32x4.splat(0.9);
  let j = f32x4.splat(1.0);
  let k = f32x4.splat(1.1);
  let l = f32x4.splat(1.2);
  for (let round = 0; round < rounds; round++) {
    a = f32x4.add(f32x4.mul(a, factor), term);
    b = f32x4.add(f32x4.mul(b, factor), term);
    c = f32x4.add(f32x4.mul(c, factor), term);
    d = f32x4.add(f32x4.mul(d, factor), term);
    e = f32x4.add(f32x4.mul(e, factor), term);
    f = f32x4.add(f32x4.mul(f, factor), term);
    g = f32x4.add(f32x4.mul(g, factor), term);
    h = f32x4.add(f32x4.mul(h, factor), term);
    i = f32x4.add(f32x4.mul(i, factor), term);
    j = f32x4.add(f32x4.mul(j, factor), term);
    k = f32x4.add(f32x4.mul(k, factor), term);
    l = f32x4.add(f32x4.mul(l, factor), term);
  }
  const sum = f32x4.add(
    f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h))),
    f32x4.add(f32x4.add(i, j), f32x4.add(k, l)),
  );
  return f32x4.extract_lane(sum, 0);
}

/** Copies so many bytes from one half of the memory to the other. */
export function copy(bytes: i32): void {
  memory.copy(bytes, 0, bytes);
}
