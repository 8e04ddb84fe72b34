// y from x and the kernel, or the gradient for x from dy and the kernel, on packed textures. A texel of the target holds
// two columns (an even one and the next) × two channels; one invocation sums all taps for these four values. The taps of
// a row are unrolled, because then the generator knows which texel holds which value, and every texel is fetched once.
import { type Interval, OPERATIONS, phaseOf, stridesOf, tapOffset, type VolumeGeometry } from '@involution/core';
import { type ShaderAxis, shaderAxes, sourceOrContinue } from './axis.ts';
import { kernelRowOf, leaveOtherRows } from './band.ts';
import { overDepth, plusDepthTap, sourceImage } from './depth.ts';
import { ADVANCED, fetchFunction, indent, plus, suffix, TEXEL_OF, textureWidth, times } from './glsl.ts';
import { pairingOf } from './pairing.ts';
import type { GatherOperation } from './shader.ts';
import { makeTexelFetcher } from './texel-fetcher.ts';

/** The two columns of a packed texel: the phases of a stride of 2. */
const HALVES = ['xy', 'zw'] as const;

/**
 * The text of the shader. For `'gradInput'` the stride along the width must be 1.
 *
 * @param band As for `shaderFor`.
 */
export function packedGather(
  operation: GatherOperation,
  g: VolumeGeometry,
  webglVersion: number,
  band: Interval | undefined,
): string {
  const [source] = OPERATIONS[operation].operands;
  const [, height, width] = shaderAxes(g);
  const pairsGroups = pairingOf(g) === 'two-groups';
  const { group, taps } = stridesOf(g).kernel;
  const { insides, steps, sums } = unrolledTaps(operation, g, width, band);
  const planeSum = `for (int u = 0; u < ${height.kernelSize}; u++) {
${indent(sourceOrContinue(operation, height, `${source}Shape.y`), 1)}
  int tap = group${times(group)}${plusDepthTap(g)} + u${times(taps[1]!)};
${indent(isFirstTapEven(g) ? sums : ['bool isOdd = tap - tap / 2 * 2 == 1;', ...sums], 1)}
}`;
  return `${TEXEL_OF}
${ADVANCED}
${fetchFunction(source, true, webglVersion)}
${fetchFunction('kernel', true, webglVersion)}

void main() {
  ivec4 at = getOutputCoords();
  int group = ${pairsGroups ? `at.w - at.w / ${g.groups} * ${g.groups}` : `at.w / ${g.channelsPerGroup}`};
  int ${source}Pairs = (${source}Shape.z + 1) / 2;
  int ${source}Columns = ${source}Shape.w / 2;
  int ${source}Width = ${textureWidth(source, true)};
  int kernelPairs = (kernelShape.z + 1) / 2;
  int kernelColumns = (kernelShape.w + 1) / 2;
  int kernelWidth = ${textureWidth('kernel', true)};
${indent([...leaveOtherRows(band), ...steps, ...insides], 1)}
  vec4 sum = vec4(0.0);
  ${pairsGroups ? 'vec2' : 'float'} weight;
  vec2 product;
${indent([overDepth(operation, g, planeSum)], 1)}
  // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
  if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
  setOutput(sum);
}
`;
}

/** The lines of one row of taps, and what they need declared before. */
function unrolledTaps(operation: GatherOperation, g: VolumeGeometry, width: ShaderAxis, band: Interval | undefined) {
  const [source] = OPERATIONS[operation].operands;
  const column = `${width.target}${operation === 'forward' ? times(width.stride) : ''}`;
  const sums: string[] = [];
  const insides = new Map<string, string>();
  const sourceTexels = makeTexelFetcher(
    {
      tensor: source,
      columnPair: `(${sourceImage(g)} * ${source}Shape.y + row) * ${source}Pairs + ${column} / 2`,
      channelPair: 'at.w / 2',
    },
    sums,
  );
  const weights = weightsOf(operation, g, sums, band);
  const taps = Array.from({ length: width.kernelSize }, (_, v) => v);
  // The last tap of the gradient reaches the first column of dy.
  for (const v of operation === 'forward' ? taps : taps.reverse()) {
    for (const [half, target] of HALVES.entries()) {
      const { sourceColumn, kernelColumn } = columnsOf(operation, width, v, half);
      const { phase, index } = phaseOf(sourceColumn, 2);
      const texel = sourceTexels.texel(index, 0);
      const inside = `inside_${suffix(sourceColumn)}`;
      const position = `${column}${plus(sourceColumn)}`;
      insides.set(inside, `bool ${inside} = ${position} >= 0 && ${position} < ${source}Shape.z;`);
      // One choice per statement: within an expression compilers make branches of them, and take minutes.
      sums.push(
        `weight = ${weights.at(v, kernelColumn)};`,
        `product = ${texel}.${HALVES[phase]} * weight;`,
        // Chosen, not multiplied by 0: what lies outside may be anything, also NaN.
        `sum.${target} += ${inside} ? product : vec2(0.0);`,
      );
    }
  }
  return { sums, insides: insides.values(), steps: [...sourceTexels.steps(), ...weights.steps()] };
}

/** The GLSL of the weight of tap v in a column: a float for the pairing `one-group`, a vec2 for `two-groups`. */
function weightsOf(operation: GatherOperation, g: VolumeGeometry, lines: string[], band: Interval | undefined) {
  const [image, row] = operation === 'forward' ? ['at.x', kernelRowOf(band)] : [sourceImage(g), 'row'];
  const texels = makeTexelFetcher(
    {
      tensor: 'kernel',
      columnPair: `(${image} * kernelShape.y + ${row}) * kernelPairs + at.z / 2`,
      channelPair: 'tap / 2',
    },
    lines,
  );
  const pairsGroups = pairingOf(g) === 'two-groups';
  const isEven = isFirstTapEven(g);
  const tapStride = stridesOf(g).kernel.taps[2]!;
  const weightAt = (columnAt: number, channelAt: number): string => {
    const column = phaseOf(columnAt, 2);
    const channel = phaseOf(channelAt, 2);
    const half = HALVES[column.phase]!;
    return `${texels.texel(column.index, channel.index)}.${pairsGroups ? half : half[channel.phase]}`;
  };
  return {
    at(v: number, column: number): string {
      const channel = v * tapStride;
      if (isEven) return weightAt(column, channel);
      return `isOdd ? ${weightAt(column, channel + 1)} : ${weightAt(column, channel)}`;
    },
    steps: () => texels.steps(),
  };
}

/** The columns that a tap joins, as distances from the column of the source and of the kernel at the target's texel. */
function columnsOf(operation: GatherOperation, width: ShaderAxis, v: number, half: number) {
  const offset = tapOffset(width, v);
  if (operation === 'forward') return { sourceColumn: half * width.stride + offset, kernelColumn: half };
  return { sourceColumn: half - offset, kernelColumn: half - offset };
}

/** Whether every row of taps begins at the first channel of a texel; else the shader must look. */
function isFirstTapEven(g: VolumeGeometry): boolean {
  const { group, taps } = stridesOf(g).kernel;
  const isGroupEven = g.groups === 1 || group % 2 === 0;
  return pairingOf(g) === 'two-groups' || (isGroupEven && taps[1]! % 2 === 0);
}
