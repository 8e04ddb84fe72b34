import type { InvolutionGeometry } from '@involution/core';
import { columnsUnderOutputs } from './columns.ts';
import type { Layout } from './layout.ts';
import { advance, decompose, each, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';

/**
 * The gradient for the kernel: an invocation computes one row of taps of one group, for neighbouring columns of y. It
 * walks over the group's channels; for each it loads dy once per pixel and the columns of x under the row once. Taps
 * outside x get 0.
 */
export function gradKernelBody(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  return `
    ${position(g)}
    let column = ${times('block', variant.pixels)};
    let h = ${times('row', g.strideHeight)} + ${times('u', g.dilationHeight)} - uniforms.padTop;
    let left = ${times('column', g.strideWidth)} - uniforms.padLeft;
    let xRow = image * uniforms.xImage + h * uniforms.xRow + group * uniforms.xGroup;
    let dyRow = image * uniforms.yImage + row * uniforms.yRow + group * uniforms.yGroup;
    let resultRow = image * uniforms.kernelImage + row * uniforms.kernelRow
      + ${times('group', layout.kernel.blockStep)} + ${times(times('u', g.kernelWidth), layout.kernelTap)};
    ${variant.isUnrolled ? unrolled(g, variant, layout) : tapLoop(g, variant, layout)}
  `;
}

/** Neighbouring invocations write neighbouring memory. */
function position(g: InvolutionGeometry): string {
  const u = ['u', `${g.kernelHeight}`] as const;
  const group = ['group', 'uniforms.groups'] as const;
  const tapRow = g.kernelOrder === 'group-major' ? [u, group] : [group, u];
  const pixel = [
    ['block', 'uniforms.columnBlocks'],
    ['row', 'uniforms.outHeight'],
  ] as const;
  const image = ['image', ''] as const;
  return decompose('index', g.dataFormat === 'NHWC' ? [...tapRow, ...pixel, image] : [...pixel, ...tapRow, image]);
}

/** All taps of the row and all pixels at once: a sum for each. */
function unrolled(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const { pixels } = variant;
  return `
    ${pixels > 1 ? '// Pixels past the end of the row read dy of its last one, and are not stored.\nlet last = uniforms.outWidth - 1;' : ''}
    ${each(pixels, (p) => `let dy${p}At = dyRow + ${times(p === 0 ? 'column' : `min(column + ${p}, last)`, layout.yColumn)};`)}
    ${each(pixels, (p) => each(g.kernelWidth, (v) => `var sum${p}_${v} = 0.0;`))}
    if (h >= 0 && h < uniforms.inHeight) {
      for (var member = 0; member < uniforms.memberBlocks; member++) {
        let xAt = xRow + member * uniforms.xMember;
        ${each(pixels, (p) => `let dy${p} = dy[dy${p}At + member * uniforms.yMember];`)}
        ${lines(
          columnsUnderOutputs(g, pixels).map(
            ({ offset, products }) => `
              {
                let w = ${plus('left', offset)};
                if (w >= 0 && w < uniforms.inWidth) {
                  let value = x[xAt + ${times('w', layout.xColumn)}];
                  ${lines(products.map(({ pixel, tap }) => `sum${pixel}_${tap} += ${product(variant, 'value', `dy${pixel}`)};`))}
                }
              }
            `,
          ),
        )}
      }
    }
    ${each(pixels, (p) =>
      lines([
        p === 0 ? '{' : `if (column + ${p} < uniforms.outWidth) {`,
        `let at = resultRow + ${times(p === 0 ? 'column' : `(column + ${p})`, layout.kernelColumn)};`,
        each(g.kernelWidth, (v) => `result[${advance('at', v, layout.kernelTap)}] = sum${p}_${v};`),
        '}',
      ]),
    )}
  `;
}

/** One tap after the other, for kernels too wide to keep a row's sums in registers. */
function tapLoop(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  return `
    let dyAt = dyRow + ${times('column', layout.yColumn)};
    let at = resultRow + ${times('column', layout.kernelColumn)};
    for (var v = 0; v < ${g.kernelWidth}; v++) {
      let w = left + ${times('v', g.dilationWidth)};
      var sum = 0.0;
      if (h >= 0 && h < uniforms.inHeight && w >= 0 && w < uniforms.inWidth) {
        let xAt = xRow + ${times('w', layout.xColumn)};
        for (var member = 0; member < uniforms.memberBlocks; member++) {
          let value = x[xAt + member * uniforms.xMember];
          sum += ${product(variant, 'value', 'dy[dyAt + member * uniforms.yMember]')};
        }
      }
      result[at + ${times('v', layout.kernelTap)}] = sum;
    }
  `;
}

function product({ lanes }: Variant, a: string, b: string): string {
  return lanes === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`;
}
