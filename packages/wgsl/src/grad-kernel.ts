import type { InvolutionGeometry } from '@involution/core';
import { areWithin, axesAcross, tapParts, walkedAxis } from './axes.ts';
import { coordinatesOf, decomposeIndex } from './coordinates.ts';
import { load, store } from './lanes.ts';
import type { Layout } from './layout.ts';
import { type Source, sourcesUnderOutputs } from './sources.ts';
import { addressAt } from './sums.ts';
import { advance, each, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';

/**
 * The gradient for the kernel: an invocation computes one line of taps, those of the walked axis, of one group, for pixels
 * of that axis of y. It goes over the group's channels; for each it loads dy once per pixel and the positions of x under the
 * line once. Taps outside x get 0.
 */
export function gradKernelBody(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const across = axesAcross(g);
  const walked = walkedAxis(g);
  const taps = tapParts(across);
  const at = (array: 'x' | 'y' | 'kernel', group: string, place: 'source' | 'target') =>
    addressAt(`batch * uniforms.${array}Batch + ${group}`, array, across, place, layout);
  return `
    ${decomposeIndex(coordinatesOf('gradKernel', g, variant), variant)}
    ${variant.alternates ? alternate() : ''}
    let ${walked.target} = ${times('block', variant.pixels)};
    ${lines(across.map(({ source, target, stride, dilation, name }, k) => `let ${source} = ${times(target, stride)} + ${times(taps[k]!, dilation)} - uniforms.pad${name};`))}
    let ${walked.start} = ${times(walked.target, walked.stride)} - uniforms.pad${walked.name};
    let xLine = ${at('x', 'group * uniforms.xGroup', 'source')};
    let dyLine = ${at('y', 'group * uniforms.yGroup', 'target')};
    let resultLine = ${at('kernel', times('group', layout.kernelGroup), 'target')} + ${layout.tapAcross};
    ${variant.isUnrolled ? writtenOut(g, variant, layout) : tapLoop(g, variant, layout)}
  `;
}

/**
 * Invocations come in pairs of rows, and every other line of taps goes over the channels by twos the other way round. Of
 * those that read the same position of x or dy, half then read one half of a sector, and half the other.
 */
function alternate(): string {
  return `
    let row = pair * 2 + rowInPair;
    if (row >= uniforms.outHeight) { return; }
    let half = tap % 2;
  `;
}

/** WGSL: the step of channels at `channels` of the loop over them. */
function channelStep({ alternates }: Variant): string {
  return alternates ? '(channels ^ half)' : 'channels';
}

/**
 * All taps of the line and all pixels at once: a sum for each. What lies past the end of a line, or outside x, reads the nearest
 * that does not. Its sums are not stored.
 */
function writtenOut(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const walked = walkedAxis(g);
  const { source, start, target, name } = walked;
  const { pixels } = variant;
  const sources = sourcesUnderOutputs(walked, pixels);
  const products = ({ products }: Source, k: number) =>
    lines(products.map(({ pixel, tap }) => `sum${pixel}_${tap} += ${product(variant, `x${k}`, `dy${pixel}`)};`));
  return `
    ${each(pixels, (p) => `let dy${p}At = dyLine + ${times(`min(${plus(target, p)}, uniforms.out${name} - 1)`, layout.step('y', walked))};`)}
    ${each(sources.length, (k) => `let ${source}${k} = ${plus(start, sources[k]!.offset)};`)}
    ${each(sources.length, (k) => `let nearest${k} = clamp(${source}${k}, 0, uniforms.in${name} - 1);`)}
    ${each(pixels, (p) => each(walked.kernelSize, (v) => `var sum${p}_${v} = 0.0;`))}
    if (${areWithin(axesAcross(g), 'in')}) {
      for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
        let xAt = xLine + ${channelStep(variant)} * uniforms.xChannelBlock;
        let dyChannels = ${channelStep(variant)} * uniforms.yChannelBlock;
        ${each(pixels, (p) => `let dy${p} = ${load('dy', `dy${p}At + dyChannels`, layout.y)};`)}
        ${each(sources.length, (k) =>
          lines([
            `let x${k} = ${load('x', `xAt + ${times(`nearest${k}`, layout.step('x', walked))}`, layout.x)};`,
            products(sources[k]!, k),
          ]),
        )}
      }
    }
    ${each(pixels, (p) => storePixel(g, p, sources, layout))}
  `;
}

/** Writes a pixel's line of taps, if there is such a pixel. */
function storePixel(g: InvolutionGeometry, pixel: number, sources: readonly Source[], layout: Layout): string {
  const walked = walkedAxis(g);
  const { source, target, name } = walked;
  const step = layout.step('kernel', walked);
  const place = plus(target, pixel);
  return lines([
    `if (${place} < uniforms.out${name}) {`,
    `let at = resultLine + ${times(pixel === 0 || step === '1' ? place : `(${place})`, step)};`,
    ...sources.flatMap(({ products }, k) =>
      products
        .filter((each) => each.pixel === pixel)
        .map(({ tap }) =>
          store(
            advance('at', tap, layout.walkedTap),
            `select(0.0, sum${pixel}_${tap}, ${source}${k} == nearest${k})`,
            layout.kernel,
          ),
        ),
    ),
    '}',
  ]);
}

/** One tap after the other, for kernels too wide to keep a line's sums in registers. */
function tapLoop(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const walked = walkedAxis(g);
  const { source, start, target } = walked;
  return `
    let dyAt = dyLine + ${times(target, layout.step('y', walked))};
    let at = resultLine + ${times(target, layout.step('kernel', walked))};
    for (var v = 0; v < ${walked.kernelSize}; v++) {
      let ${source} = ${start} + ${times('v', walked.dilation)};
      var sum = 0.0;
      if (${areWithin([...axesAcross(g), walked], 'in')}) {
        let xAt = xLine + ${times(source, layout.step('x', walked))};
        for (var channels = 0; channels < uniforms.channelBlocksInGroup; channels++) {
          let value = ${load('x', `xAt + ${channelStep(variant)} * uniforms.xChannelBlock`, layout.x)};
          sum += ${product(variant, 'value', load('dy', `dyAt + ${channelStep(variant)} * uniforms.yChannelBlock`, layout.y))};
        }
      }
      ${store(`at + ${times('v', layout.walkedTap)}`, 'sum', layout.kernel)}
    }
  `;
}

function product({ lanes }: Variant, a: string, b: string): string {
  return lanes === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`;
}
