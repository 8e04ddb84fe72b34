import type { InvolutionGeometry } from '@involution/core';
import { axesAcross, isInput, tapParts, tapsAcross, walkedAxis } from './axes.ts';
import { addProducts, addressAt, declareSums, position, storeSums } from './gather.ts';
import { load } from './lanes.ts';
import type { Layout } from './layout.ts';
import { sourcesUnderOutputs } from './sources.ts';
import { advance, each, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';
import { loadWeights, ownWeights, prepareLoads, weightInTile } from './workgroup-weights.ts';

/**
 * y: an invocation computes pixels of the walked axis, for one step of channels. The positions of x under their windows
 * are loaded once and multiplied into every pixel whose window holds them. A tap outside x takes no part: an infinite
 * weight times the padding's zero would make NaN.
 */
export function forwardBody(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const across = axesAcross(g);
  const walked = walkedAxis(g);
  const { pixels, shared } = variant;
  const taps = tapParts(across);
  const isInside = isInput(across);
  return `
    ${position('forward', g, variant)}
    let ${walked.target} = ${times('block', pixels)};
    ${lines([...across, walked].map(({ start, target, stride, name }) => `let ${start} = ${times(target, stride)} - uniforms.pad${name};`))}
    let xBatch = batch * uniforms.xBatch + ${layout.channelAt('x')};
    let kernelLine = ${addressAt('batch * uniforms.kernelBatch', 'kernel', across, 'target', layout)};
    ${
      shared
        ? lines([prepareLoads(g, shared, `blockPart * ${shared.blocks * pixels}`, layout), ownWeights(g, shared)])
        : kernelPixels(g, pixels, layout)
    }
    ${declareSums(pixels, layout.y)}
    for (var tap = 0; tap < ${tapsAcross(across)}; tap++) {
      ${lines(across.map(({ source, start, dilation }, k) => `let ${source} = ${start} + ${times(taps[k]!, dilation)};`))}
      ${shared ? loadWeights(g, shared, `kernelLine + ${layout.tapAcross}`, isInside, layout) : ''}
      if (${shared ? `isActive && ${isInside}` : isInside}) {
        let xLine = ${addressAt('xBatch', 'x', across, 'source', layout)};
        ${shared ? '' : weightLines(pixels, layout)}
        ${variant.isUnrolled ? writtenOut(g, variant, layout) : tapLoop(g, layout)}
      }
    }
    ${storeSums(
      pixels,
      walked.target,
      (place) => `${shared ? 'isActive && ' : ''}${place} < uniforms.out${walked.name}`,
      addressAt(`batch * uniforms.yBatch + ${layout.channelAt('y')}`, 'y', across, 'target', layout),
      layout.step('y', walked),
      layout.y,
    )}
  `;
}

/** Where each pixel's weights begin. */
function kernelPixels(g: InvolutionGeometry, pixels: number, layout: Layout): string {
  const walked = walkedAxis(g);
  const kernelStep = layout.step('kernel', walked);
  const first = `let kernel0 = kernelLine + ${times('group', layout.kernelGroup)} + ${times(walked.target, kernelStep)};`;
  if (pixels === 1) return first;
  const others = Array.from({ length: pixels - 1 }, (_, k) => k + 1);
  return lines([
    first,
    '// Pixels past the end read the weights of the last one, and are not stored.',
    `let last = uniforms.out${walked.name} - 1 - ${walked.target};`,
    ...others.map((p) => `let kernel${p} = kernel0 + ${times(`min(${p}, last)`, kernelStep)};`),
  ]);
}

/** Where each pixel's weights of a line of taps begin. */
function weightLines(pixels: number, { tapAcross }: Layout): string {
  return lines([`let tapLine = ${tapAcross};`, each(pixels, (p) => `let weights${p} = kernel${p} + tapLine;`)]);
}

function writtenOut(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const walked = walkedAxis(g);
  const { source, start, name } = walked;
  const all = sourcesUnderOutputs(walked, variant.pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weight: variant.shared
        ? weightInTile(g, variant.shared, pixel, tap)
        : load('kernel', advance(`weights${pixel}`, tap, layout.walkedTap), layout.kernel),
    }));
    return `
      {
        let ${source} = ${plus(start, offset)};
        let nearest = clamp(${source}, 0, uniforms.in${name} - 1);
        ${addProducts('x', `xLine + ${times('nearest', layout.step('x', walked))}`, weighted, layout, `${source} == nearest`)}
      }
    `;
  });
  return lines(all);
}

function tapLoop(g: InvolutionGeometry, layout: Layout): string {
  const walked = walkedAxis(g);
  const { source, start, name, kernelSize, dilation } = walked;
  const weight = load('kernel', `weights0 + ${times('v', layout.walkedTap)}`, layout.kernel);
  return `
    for (var v = 0; v < ${kernelSize}; v++) {
      let ${source} = ${start} + ${times('v', dilation)};
      if (${source} >= 0 && ${source} < uniforms.in${name}) {
        ${addProducts('x', `xLine + ${times(source, layout.step('x', walked))}`, [{ pixel: 0, weight }], layout)}
      }
    }
  `;
}
