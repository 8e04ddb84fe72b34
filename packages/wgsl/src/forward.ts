import type { InvolutionGeometry } from '@involution/core';
import { isInput, rowAt, rowAxesOf, rowsOf, widthOf } from './axes.ts';
import { columnsUnderOutputs } from './columns.ts';
import { addProducts, declareSums, position, storeSums } from './gather.ts';
import type { Layout } from './layout.ts';
import { advance, each, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';

/**
 * y: an invocation computes neighbouring columns of a row, for one step of channels. The columns of x under their windows
 * are loaded once and multiplied into every pixel whose window holds them. A tap outside x takes no part: an infinite
 * weight times the padding's zero would make NaN.
 */
export function forwardBody(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const rows = rowAxesOf(g, 'out');
  const width = widthOf(g);
  const { pixels } = variant;
  return `
    ${position(g, 'out')}
    let column = ${times('block', pixels)};
    ${lines(rows.map(({ suffix, row, stride, pad }) => `let top${suffix} = ${times(row, stride)} - uniforms.${pad};`))}
    let left = ${times('column', width.stride)} - uniforms.padLeft;
    let xBatch = batch * uniforms.xBatch + ${times('channel', layout.x.blockStep)};
    let kernelRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + ${times('group', layout.kernel.blockStep)};
    ${kernelPixels(pixels, layout)}
    ${declareSums(pixels, layout.y)}
    for (var u = 0; u < ${rowsOf(g, 'kernelSize')}; u++) {
      ${lines(rows.map(({ suffix, tap, dilation }) => `let h${suffix} = top${suffix} + ${times(tap, dilation)};`))}
      if (${isInput(rows)}) {
        let xRow = xBatch + ${rowAt(rows, 'h')} * uniforms.xRow;
        let tapRow = ${times(times('u', width.kernelSize), layout.kernelTap)};
        ${each(pixels, (p) => `let weights${p} = kernel${p} + tapRow;`)}
        ${variant.isUnrolled ? unrolledColumns(g, pixels, layout) : columnLoop(g, layout)}
      }
    }
    ${storeSums(
      pixels,
      (w) => `${w} < uniforms.outWidth`,
      `batch * uniforms.yBatch + row * uniforms.yRow + ${times('channel', layout.y.blockStep)}`,
      layout.yColumn,
      layout.y,
    )}
  `;
}

/** Where each pixel's weights begin. */
function kernelPixels(pixels: number, { kernelColumn }: Layout): string {
  const first = `let kernel0 = kernelRow + ${times('column', kernelColumn)};`;
  if (pixels === 1) return first;
  const others = Array.from({ length: pixels - 1 }, (_, k) => k + 1);
  return lines([
    first,
    '// Pixels past the end of the row read the weights of its last one, and are not stored.',
    'let last = uniforms.outWidth - 1 - column;',
    ...others.map((p) => `let kernel${p} = kernel0 + ${times(`min(${p}, last)`, kernelColumn)};`),
  ]);
}

function unrolledColumns(g: InvolutionGeometry, pixels: number, layout: Layout): string {
  const columns = columnsUnderOutputs(widthOf(g), pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weightAt: advance(`weights${pixel}`, tap, layout.kernelTap),
    }));
    return `
      {
        let w = ${plus('left', offset)};
        let nearest = clamp(w, 0, uniforms.inWidth - 1);
        ${addProducts('x', `xRow + ${times('nearest', layout.xColumn)}`, weighted, layout, 'w == nearest')}
      }
    `;
  });
  return lines(columns);
}

function columnLoop(g: InvolutionGeometry, layout: Layout): string {
  const width = widthOf(g);
  const product = { pixel: 0, weightAt: `weights0 + ${times('v', layout.kernelTap)}` };
  return `
    for (var v = 0; v < ${width.kernelSize}; v++) {
      let w = left + ${times('v', width.dilation)};
      if (w >= 0 && w < uniforms.inWidth) {
        ${addProducts('x', `xRow + ${times('w', layout.xColumn)}`, [product], layout)}
      }
    }
  `;
}
