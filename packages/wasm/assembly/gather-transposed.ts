// y, or dx, where neighbouring columns lie side by side (channels first), of groups that are large enough to bring the
// channels of a pixel side by side first: then a weight is read once for all of them, from where it is.
import { gatherRow } from './gather-channels';
import { TransposedLoops } from './layout';
import { bandAt } from './tables';

/** For groups of at least four channels, and rows of at least four columns. */
export function gatherTransposed(loops: TransposedLoops, source: usize, kernel: usize, target: usize): void {
  for (let n = 0; n < loops.batchSize; n++) {
    for (let g = 0; g < loops.groups; g++) {
      gatherGroup(
        loops,
        source + g * loops.sourceGroup,
        kernel + g * loops.kernelGroup,
        target + g * loops.targetGroup,
      );
    }
    source += loops.sourceBatch;
    kernel += loops.kernelBatch;
    target += loops.targetBatch;
  }
}

function gatherGroup(loops: TransposedLoops, source: usize, kernel: usize, target: usize): void {
  const sourceCopy = changetype<usize>(loops) + loops.copy;
  const targetCopy = changetype<usize>(loops) + loops.targetCopy;
  const width = loops.sourceWidth;
  const channels = loops.channelsPerGroup;
  const pixel = channels * 4;
  let y = 0;
  for (let index = 0; y < loops.targetHeight; index++) {
    const band = bandAt(loops, index);
    const from = source + band.source;
    transpose(from, loops.sourceChannel, 4, sourceCopy, 4, pixel, channels, band.rowCount * width);
    for (let left = band.targets; left > 0; left--) {
      gatherRow(loops, y, 1, sourceCopy, kernel, targetCopy);
      transpose(targetCopy, 4, pixel, target, loops.targetChannel, 4, channels, loops.targetWidth);
      target += loops.targetRow;
      y++;
    }
  }
}

/** Copies from where either pixels or channels lie side by side to where the other ones do. */
export function transpose(
  from: usize,
  fromChannel: i32,
  fromPixel: i32,
  to: usize,
  toChannel: i32,
  toPixel: i32,
  channels: i32,
  pixels: i32,
): void {
  const fromRow = max(fromChannel, fromPixel);
  const toRow = max(toChannel, toPixel);
  // Pixels inside, because planes are often a multiple of 4096 bytes apart, and caches hold few lines of such distance.
  for (let c = 0; c < channels; c += 4) {
    // The last block of either may overlap what is done already.
    c = min(c, channels - 4);
    for (let p = 0; p < pixels; p += 4) {
      p = min(p, pixels - 4);
      const at = from + c * fromChannel + p * fromPixel;
      const row0 = v128.load(at);
      const row1 = v128.load(at + fromRow);
      const row2 = v128.load(at + 2 * fromRow);
      const row3 = v128.load(at + 3 * fromRow);
      const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
      const out = to + c * toChannel + p * toPixel;
      v128.store(out, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      v128.store(out + toRow, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      v128.store(out + 2 * toRow, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      v128.store(out + 3 * toRow, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    }
  }
}
