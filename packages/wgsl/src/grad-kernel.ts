import type { InvolutionGeometry } from '@involution/core';
import { isInput, rowAt, rowAxesOf, rowCount, rowsOf, widthOf } from './axes.ts';
import { columnsUnderOutputs, type SourceColumn } from './columns.ts';
import { load, store } from './lanes.ts';
import type { Layout } from './layout.ts';
import { advance, decompose, each, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';

/**
 * The gradient for the kernel: an invocation computes one row of taps of one group, for neighbouring columns of y. It
 * walks over the group's channels; for each it loads dy once per pixel and the columns of x under the row once. Taps
 * outside x get 0.
 */
export function gradKernelBody(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const rows = rowAxesOf(g, 'out');
  const width = widthOf(g);
  return `
    ${position(g)}
    let column = ${times('block', variant.pixels)};
    ${lines(rows.map(({ suffix, row, stride, tap, dilation, pad }) => `let h${suffix} = ${times(row, stride)} + ${times(tap, dilation)} - uniforms.${pad};`))}
    let left = ${times('column', width.stride)} - uniforms.padLeft;
    let xRow = batch * uniforms.xBatch + ${rowAt(rows, 'h')} * uniforms.xRow + group * uniforms.xGroup;
    let dyRow = batch * uniforms.yBatch + row * uniforms.yRow + group * uniforms.yGroup;
    let resultRow = batch * uniforms.kernelBatch + row * uniforms.kernelRow + ${times('group', layout.kernel.blockStep)} + ${times(times('u', width.kernelSize), layout.kernelTap)};
    ${variant.isUnrolled ? unrolled(g, variant, layout) : tapLoop(g, variant, layout)}
  `;
}

/** Neighbouring invocations write neighbouring memory. */
function position(g: InvolutionGeometry): string {
  const u = ['u', `${rowsOf(g, 'kernelSize')}`] as const;
  const group = ['group', 'uniforms.groups'] as const;
  const tapRow = g.kernelOrder === 'group-major' ? [u, group] : [group, u];
  const pixel = [
    ['block', 'uniforms.columnBlocks'],
    ['row', rowCount(g, 'out')],
  ] as const;
  const batch = ['batch', ''] as const;
  return decompose(
    'index',
    g.dataFormat === 'channelsLast' ? [...tapRow, ...pixel, batch] : [...pixel, ...tapRow, batch],
  );
}

/** All taps of the row and all pixels at once: a sum for each. */
function unrolled(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const width = widthOf(g);
  const { pixels } = variant;
  const columns = columnsUnderOutputs(widthOf(g), pixels);
  const products = ({ products }: SourceColumn, k: number) =>
    lines(products.map(({ pixel, tap }) => `sum${pixel}_${tap} += ${product(variant, `x${k}`, `dy${pixel}`)};`));
  return `
    // What lies past the end of a row, or outside x, reads the nearest that does not. Its sums are not stored.
    ${each(pixels, (p) => `let dy${p}At = dyRow + ${times(`min(${plus('column', p)}, uniforms.outWidth - 1)`, layout.yColumn)};`)}
    ${each(columns.length, (k) => `let w${k} = ${plus('left', columns[k]!.offset)};`)}
    ${each(columns.length, (k) => `let nearest${k} = clamp(w${k}, 0, uniforms.inWidth - 1);`)}
    ${each(pixels, (p) => each(width.kernelSize, (v) => `var sum${p}_${v} = 0.0;`))}
    if (${isInput(rowAxesOf(g, 'out'))}) {
      for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
        let xAt = xRow + channels * uniforms.xChannelBlock;
        let dyChannels = channels * uniforms.yChannelBlock;
        ${each(pixels, (p) => `let dy${p} = ${load('dy', `dy${p}At + dyChannels`, layout.y)};`)}
        ${each(columns.length, (k) =>
          lines([
            `let x${k} = ${load('x', `xAt + ${times(`nearest${k}`, layout.xColumn)}`, layout.x)};`,
            products(columns[k]!, k),
          ]),
        )}
      }
    }
    ${each(pixels, (p) => storePixel(p, columns, layout))}
  `;
}

/** Writes a pixel's row of taps, if there is such a pixel. */
function storePixel(pixel: number, columns: readonly SourceColumn[], layout: Layout): string {
  return lines([
    `if (${plus('column', pixel)} < uniforms.outWidth) {`,
    `let at = resultRow + ${times(pixel === 0 ? 'column' : `(column + ${pixel})`, layout.kernelColumn)};`,
    ...columns.flatMap(({ products }, k) =>
      products
        .filter((each) => each.pixel === pixel)
        .map(({ tap }) =>
          store(
            advance('at', tap, layout.kernelTap),
            `select(0.0, sum${pixel}_${tap}, w${k} == nearest${k})`,
            layout.kernel,
          ),
        ),
    ),
    '}',
  ]);
}

/** One tap after the other, for kernels too wide to keep a row's sums in registers. */
function tapLoop(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const width = widthOf(g);
  return `
    let dyAt = dyRow + ${times('column', layout.yColumn)};
    let at = resultRow + ${times('column', layout.kernelColumn)};
    for (var v = 0; v < ${width.kernelSize}; v++) {
      let w = left + ${times('v', width.dilation)};
      var sum = 0.0;
      if (${isInput(rowAxesOf(g, 'out'))} && w >= 0 && w < uniforms.inWidth) {
        let xAt = xRow + ${times('w', layout.xColumn)};
        for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
          let value = ${load('x', 'xAt + channels * uniforms.xChannelBlock', layout.x)};
          sum += ${product(variant, 'value', load('dy', 'dyAt + channels * uniforms.yChannelBlock', layout.y))};
        }
      }
      ${store(`at + ${times('v', layout.kernelTap)}`, 'sum', layout.kernel)}
    }
  `;
}

function product({ lanes }: Variant, a: string, b: string): string {
  return lanes === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`;
}
