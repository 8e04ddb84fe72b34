import type { InvolutionGeometry } from '@involution/core';
import { rowAt, rowAxesOf, rowsOf, widthOf } from './axes.ts';
import { columnsReachingInputs } from './columns.ts';
import { addProducts, declareSums, position, storeSums } from './gather.ts';
import type { Layout } from './layout.ts';
import { advance, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';

/**
 * The gradient for x, as a gather: an invocation computes neighbouring columns of a row of x, for one step of channels,
 * from the columns of dy whose windows reach them, each loaded once.
 *
 * It works in coordinates of padded x. A block starts at a multiple of the column stride, so which taps reach which of
 * its columns is known when the shader is written.
 */
export function gradInputBody(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const rows = rowAxesOf(g, 'in');
  const width = widthOf(g);
  const outputRow = rowAt(rows, 'i');
  const { pixels } = variant;
  return `
    ${position(g, 'in')}
    let padded = ${times('(block + uniforms.firstColumnBlock)', pixels)};
    let column = padded - uniforms.padLeft;
    let dyBatch = batch * uniforms.yBatch + ${times('channel', layout.y.blockStep)};
    let kernelBatch = batch * uniforms.kernelBatch + ${times('group', layout.kernel.blockStep)};
    ${declareSums(pixels, layout.x)}
    for (var u = 0; u < ${rowsOf(g, 'kernelSize')}; u++) {
      ${lines(rows.map(({ suffix, row, pad, tap, dilation }) => `let reach${suffix} = ${row} + uniforms.${pad} - ${times(tap, dilation)};`))}
      ${lines(rows.map(({ suffix, stride }) => `let i${suffix} = ${quotient(`reach${suffix}`, stride)};`))}
      if (${rows.map(({ suffix, stride, size }) => isOutput(`reach${suffix}`, `i${suffix}`, stride, `out${size}`)).join(' && ')}) {
        let dyRow = dyBatch + ${outputRow} * uniforms.yRow;
        let weightRow = kernelBatch + ${outputRow} * uniforms.kernelRow + ${times(times('u', width.kernelSize), layout.kernelTap)};
        ${variant.isUnrolled ? unrolledColumns(g, pixels, layout) : columnLoop(g, layout)}
      }
    }
    ${storeSums(
      pixels,
      (w) => `${w} >= 0 && ${w} < uniforms.inWidth`,
      `batch * uniforms.xBatch + row * uniforms.xRow + ${times('channel', layout.x.blockStep)}`,
      layout.xColumn,
      layout.x,
    )}
  `;
}

/** Output position of a padded position, once the tap's distance is taken off. */
function quotient(reach: string, stride: number): string {
  return stride === 1 ? reach : `${reach} / ${stride}`;
}

/** Whether there is such an output. Division rounds towards 0, so negative distances are told by their sign. */
function isOutput(reach: string, position: string, stride: number, size: string): string {
  const isWhole = stride === 1 ? '' : ` && ${reach} % ${stride} == 0`;
  return `${reach} >= 0${isWhole} && ${position} < uniforms.${size}`;
}

function unrolledColumns(g: InvolutionGeometry, pixels: number, layout: Layout): string {
  const width = widthOf(g);
  const columns = columnsReachingInputs(widthOf(g), pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({ pixel, weightAt: advance('weights', tap, layout.kernelTap) }));
    return `
      {
        let j = ${plus('first', offset)};
        let nearest = clamp(j, 0, uniforms.outWidth - 1);
        let weights = weightRow + ${times('nearest', layout.kernelColumn)};
        ${addProducts('dy', `dyRow + ${times('nearest', layout.yColumn)}`, weighted, layout, 'j == nearest')}
      }
    `;
  });
  return lines([`let first = ${quotient('padded', width.stride)};`, ...columns]);
}

function columnLoop(g: InvolutionGeometry, layout: Layout): string {
  const width = widthOf(g);
  const product = { pixel: 0, weightAt: `weights + ${times('v', layout.kernelTap)}` };
  return `
    for (var v = 0; v < ${width.kernelSize}; v++) {
      let reach = padded - ${times('v', width.dilation)};
      let j = ${quotient('reach', width.stride)};
      if (${isOutput('reach', 'j', width.stride, 'outWidth')}) {
        let weights = weightRow + ${times('j', layout.kernelColumn)};
        ${addProducts('dy', `dyRow + ${times('j', layout.yColumn)}`, [product], layout)}
      }
    }
  `;
}
