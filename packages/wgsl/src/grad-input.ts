import type { InvolutionGeometry } from '@involution/core';
import { axesAcross, tapParts, tapsAcross, walkedAxis } from './axes.ts';
import { hasPhases } from './coordinates.ts';
import { addProducts, addressAt, declareSums, position, storeSums } from './gather.ts';
import { load } from './lanes.ts';
import type { Layout } from './layout.ts';
import { sourcesReachingInputs } from './sources.ts';
import { advance, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';
import { loadWeights, ownWeights, prepareLoads, weightInTile } from './workgroup-weights.ts';

/**
 * The gradient for x, as a gather: an invocation computes pixels of the walked axis of x, for one step of channels, from
 * the positions of dy whose windows reach them, each loaded once.
 *
 * It works in coordinates of padded x. A block starts at a multiple of the stride, so which taps reach which of its
 * pixels is known when the shader is written.
 */
export function gradInputBody(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const across = axesAcross(g);
  const walked = walkedAxis(g);
  const taps = tapParts(across);
  const { target, name } = walked;
  const { shared } = variant;
  const isReached = across
    .map(({ name, output, stride }) => isOutput(`reach${name}`, output, stride, `out${name}`))
    .join(' && ');
  const kernelBatch = 'batch * uniforms.kernelBatch';
  const kernelLine = (base: string) => `${addressAt(base, 'kernel', across, 'output', layout)} + ${layout.tapAcross}`;
  return `
    ${position('gradInput', g, variant)}
    ${hasPhases('gradInput', g) ? columnOfPhase(g) : ''}
    let padded = ${times('block', variant.pixels)} + uniforms.firstPadded;
    let ${target} = padded - uniforms.pad${name};
    let dyBatch = batch * uniforms.yBatch + ${layout.channelAt('y')};
    ${shared ? lines([prepareLoads(g, shared, firstShared(g, variant), layout), ownWeights(g, shared)]) : `let kernelBatch = ${kernelBatch} + ${times('group', layout.kernelGroup)};`}
    ${declareSums(variant.pixels, layout.x)}
    for (var tap = 0; tap < ${tapsAcross(across)}; tap++) {
      ${lines(across.map(({ name, target, dilation }, k) => `let reach${name} = ${target} + uniforms.pad${name} - ${times(taps[k]!, dilation)};`))}
      ${lines(across.map(({ name, output, stride }) => `let ${output} = ${quotient(`reach${name}`, stride)};`))}
      ${shared ? loadWeights(g, shared, kernelLine(kernelBatch), isReached, layout) : ''}
      if (${shared ? `isActive && ${isReached}` : isReached}) {
        let dyLine = ${addressAt('dyBatch', 'y', across, 'output', layout)};
        ${shared ? '' : `let weightLine = ${kernelLine('kernelBatch')};`}
        ${variant.isUnrolled ? writtenOut(g, variant, layout) : tapLoop(g, layout)}
      }
    }
    ${storeSums(
      variant.pixels,
      target,
      (place) => `${shared ? 'isActive && ' : ''}${place} >= 0 && ${place} < uniforms.in${name}`,
      addressAt(`batch * uniforms.xBatch + ${layout.channelAt('x')}`, 'x', across, 'target', layout),
      layout.step('x', walked),
      layout.x,
    )}
  `;
}

/** Which column an invocation has, where neighbours have those of a phase of the stride. */
function columnOfPhase(g: InvolutionGeometry): string {
  return `
    let column = columnInPhase * ${g.axes.at(-1)!.stride} + phase;
    if (column >= uniforms.inWidth) { return; }
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

function writtenOut(g: InvolutionGeometry, variant: Variant, layout: Layout): string {
  const walked = walkedAxis(g);
  const { output, name } = walked;
  const { shared } = variant;
  const sources = sourcesReachingInputs(walked, variant.pixels);
  const all = sources.map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weight: shared
        ? weightInTile(g, shared, offset - sources[0]!.offset, tap)
        : load('kernel', advance('weights', tap, layout.walkedTap), layout.kernel),
    }));
    return `
      {
        let ${output} = ${plus('first', offset)};
        let nearest = clamp(${output}, 0, uniforms.out${name} - 1);
        ${shared ? '' : `let weights = weightLine + ${times('nearest', layout.step('kernel', walked))};`}
        ${addProducts('dy', `dyLine + ${times('nearest', layout.step('y', walked))}`, weighted, layout, `${output} == nearest`)}
      }
    `;
  });
  return lines([`let first = ${quotient('padded', walked.stride)};`, ...all]);
}

/** WGSL: the first column of y that reaches a workgroup's pixels. */
function firstShared(g: InvolutionGeometry, variant: Variant): string {
  const walked = walkedAxis(g);
  const first = `blockPart * ${variant.shared!.blocks * variant.pixels} + uniforms.firstPadded`;
  const { offset } = sourcesReachingInputs(walked, variant.pixels)[0]!;
  return plus(walked.stride === 1 ? first : `(${first}) / ${walked.stride}`, offset);
}

function tapLoop(g: InvolutionGeometry, layout: Layout): string {
  const walked = walkedAxis(g);
  const { output, name, kernelSize, stride, dilation } = walked;
  const weight = load('kernel', `weights + ${times('v', layout.walkedTap)}`, layout.kernel);
  return `
    for (var v = 0; v < ${kernelSize}; v++) {
      let reach = padded - ${times('v', dilation)};
      let ${output} = ${quotient('reach', stride)};
      if (${isOutput('reach', output, stride, `out${name}`)}) {
        let weights = weightLine + ${times(output, layout.step('kernel', walked))};
        ${addProducts('dy', `dyLine + ${times(output, layout.step('y', walked))}`, [{ pixel: 0, weight }], layout)}
      }
    }
  `;
}
