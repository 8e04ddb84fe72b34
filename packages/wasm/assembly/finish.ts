// What follows an involution or a convolution in a network, channel by channel.
import { multiplyAdd, zeros } from './multiply-add';

/**
 * y[c, p] = scale[c] · y[c, p] + shift[c], of which negative numbers become 0 where `isRectified`, in place. The last four
 * positions of a channel may be those of the next one's beginning, so that channels go from the last to the first.
 *
 * @param y Behind it, up to 12 bytes are written.
 */
export function finish(channels: i32, positions: i32, scale: usize, shift: usize, isRectified: i32, y: usize): void {
  const row = positions * 4;
  for (let c = channels - 1; c >= 0; c--) {
    const factor = v128.load32_splat(scale + c * 4);
    const offset = v128.load32_splat(shift + c * 4);
    const end = y + (c + 1) * row;
    // What lies behind the channel has been finished: it is kept.
    const behind = v128.load(end);
    for (let at = end - row; at < end; at += 16) {
      let value = multiplyAdd(offset, v128.load(at), factor);
      if (isRectified) value = v128.max<f32>(value, zeros());
      v128.store(at, value);
    }
    v128.store(end, behind);
  }
}
