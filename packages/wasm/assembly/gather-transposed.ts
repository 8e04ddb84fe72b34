// y, or dx, where neighbouring columns lie side by side (NCHW), of groups that are large enough to bring the channels of a
// pixel side by side first: then a weight is read once for all of them, from where it is.
import { gatherRow } from './gather-members';
import { bandAt, TransposedWalk } from './walk';

/** For groups of at least four channels, and rows of at least four columns. */
export function gatherTransposed(walk: TransposedWalk, source: usize, kernel: usize, target: usize): void {
  for (let n = 0; n < walk.batchSize; n++) {
    for (let g = 0; g < walk.groups; g++) {
      gatherGroup(walk, source + g * walk.sourceGroup, kernel + g * walk.kernelGroup, target + g * walk.targetGroup);
    }
    source += walk.sourceBatch;
    kernel += walk.kernelBatch;
    target += walk.targetBatch;
  }
}

function gatherGroup(walk: TransposedWalk, source: usize, kernel: usize, target: usize): void {
  const sourceCopy = changetype<usize>(walk) + walk.copy;
  const targetCopy = changetype<usize>(walk) + walk.targetCopy;
  const width = walk.sourceWidth;
  const members = walk.members;
  const pixel = members * 4;
  for (let begin = 0; begin < walk.targetHeight; begin += walk.bandRows) {
    const band = bandAt(walk, begin);
    const first = band.first * width;
    transpose(source + first * 4, walk.sourceMember, 4, sourceCopy, 4, pixel, members, band.rows * width);
    const end = min(begin + walk.bandRows, walk.targetHeight);
    for (let y = begin; y < end; y++) {
      gatherRow(walk, y, 1, sourceCopy - first * pixel, kernel, targetCopy);
      transpose(targetCopy, 4, pixel, target, walk.targetMember, 4, members, walk.targetWidth);
      target += walk.targetRow;
    }
  }
}

/** Copies from where either pixels or members lie side by side to where the other ones do. */
function transpose(
  from: usize,
  fromMember: i32,
  fromPixel: i32,
  to: usize,
  toMember: i32,
  toPixel: i32,
  members: i32,
  pixels: i32,
): void {
  const fromRow = max(fromMember, fromPixel);
  const toRow = max(toMember, toPixel);
  // Pixels inside, because planes are often a multiple of 4096 bytes apart, and caches hold few lines of such distance.
  for (let m = 0; m < members; m += 4) {
    // The last block of either may overlap what is done already.
    m = min(m, members - 4);
    for (let p = 0; p < pixels; p += 4) {
      p = min(p, pixels - 4);
      const at = from + m * fromMember + p * fromPixel;
      const row0 = v128.load(at);
      const row1 = v128.load(at + fromRow);
      const row2 = v128.load(at + 2 * fromRow);
      const row3 = v128.load(at + 3 * fromRow);
      const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
      const out = to + m * toMember + p * toPixel;
      v128.store(out, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
      v128.store(out + toRow, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
      v128.store(out + 2 * toRow, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
      v128.store(out + 3 * toRow, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    }
  }
}
