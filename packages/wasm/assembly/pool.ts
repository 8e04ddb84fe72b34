// Pools, channels first.
import { loadFour, storeFour } from './four';

/**
 * y[c, p] = max_t x[c, taps[t] + positions[p]], or where `isMean` Σ_t x[c, taps[t] + positions[p]] / counts[p]. All distances are in
 * bytes.
 *
 * @param columns Of a row of y.
 * @param plane From a channel of x to the next one.
 * @param scratch The distances of taps, then those of positions, of which the last is repeated up to a multiple of eight; where
 * `isMean`, counts behind them.
 */
export function pool(
  isMean: i32,
  channels: i32,
  columns: i32,
  taps: i32,
  plane: i32,
  x: usize,
  scratch: usize,
  y: usize,
): void {
  const positions = scratch + taps * 4;
  const counts = positions + ((columns + 7) & -8) * 4;
  for (; channels > 0; channels--) {
    for (let column = 0; column < columns; column += 4) {
      const table = positions + column * 4;
      let result = loadFour(x + load<i32>(scratch), table);
      if (isMean) {
        for (let tap = scratch + 4; tap < positions; tap += 4) {
          result = v128.add<f32>(result, loadFour(x + load<i32>(tap), table));
        }
        result = v128.div<f32>(result, v128.load(counts + column * 4));
      } else {
        for (let tap = scratch + 4; tap < positions; tap += 4) {
          result = v128.max<f32>(result, loadFour(x + load<i32>(tap), table));
        }
      }
      storeFour(y + column * 4, result, columns - column);
    }
    x += plane;
    y += columns * 4;
  }
}
