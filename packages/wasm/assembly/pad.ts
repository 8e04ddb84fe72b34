/**
 * Copies channels to where there is room around them, which gets one number. All distances are in bytes.
 *
 * @param rows Of a channel.
 * @param row Of x.
 * @param plane From a channel of y to the next one.
 * @param padding The bits of the number.
 * @param scratch Where rows begin in a channel of y.
 */
export function pad(
  channels: i32,
  rows: i32,
  row: i32,
  plane: i32,
  padding: i32,
  x: usize,
  scratch: usize,
  y: usize,
): void {
  const end = scratch + rows * 4;
  for (; channels > 0; channels--) {
    for (let at = y; at < y + plane; at += 4) store<i32>(at, padding);
    for (let start = scratch; start < end; start += 4) {
      memory.copy(y + load<i32>(start), x, row);
      x += row;
    }
    y += plane;
  }
}
