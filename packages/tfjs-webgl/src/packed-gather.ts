// y from x and the kernel, or dx from dy and the kernel, on packed textures. A texel of the target holds two pixels of
// a row (an even column and the next) × two channels; one invocation sums all taps for these four values. The taps of a
// row are unrolled, because then the generator knows which texel holds which value, and every texel is fetched once.
import type { InvolutionGeometry } from '@involution/core';
import { heightOf, sourceOrContinue } from './axis.ts';
import { ADVANCED, fetchFunction, indent, plus, suffix, TEXEL_OF, textureWidth, times } from './glsl.ts';
import { pairingOf, tapOrderOf } from './pairing.ts';
import { makeWalk } from './walk.ts';

/** The text of the shader. For `'dx'` the stride along the width must be 1. */
export function packedGather(result: 'y' | 'dx', g: InvolutionGeometry, webglVersion: number): string {
  const source = result === 'y' ? 'x' : 'dy';
  const column = `at.z${result === 'y' ? times(g.strideWidth) : ''}`;
  const isGroups = pairingOf(g) === 'groups';
  const order = tapOrderOf(g);
  const { insides, steps, sums } = unrolledTaps(result, g, source, column);
  return `${TEXEL_OF}
${ADVANCED}
${fetchFunction(source, true, webglVersion)}
${fetchFunction('kernel', true, webglVersion)}

void main() {
  ivec4 at = getOutputCoords();
  int group = ${isGroups ? `at.w - at.w / ${g.groups} * ${g.groups}` : `at.w / ${g.channelsPerGroup}`};
  int ${source}Pairs = (${source}Shape.z + 1) / 2;
  int ${source}Columns = ${source}Shape.w / 2;
  int ${source}Width = ${textureWidth(source, true)};
  int kernelPairs = (kernelShape.z + 1) / 2;
  int kernelColumns = (kernelShape.w + 1) / 2;
  int kernelWidth = ${textureWidth('kernel', true)};
${indent([...steps, ...insides], 1)}
  vec4 sum = vec4(0.0);
  ${isGroups ? 'vec2' : 'float'} weight;
  vec2 product;
  for (int u = 0; u < ${g.kernelHeight}; u++) {
${indent(sourceOrContinue(result, heightOf(g), `${source}Shape.y`), 2)}
    int tap = group${times(order.group)} + u${times(g.kernelWidth * order.tap)};
${indent(isFirstTapEven(g) ? sums : ['bool isOdd = tap - tap / 2 * 2 == 1;', ...sums], 2)}
  }
  // Some of tfjs's own shaders, its matrix product for one, count on zeros beyond the last column.
  if (at.z + 1 >= outShape.z) sum.zw = vec2(0.0);
  setOutput(sum);
}
`;
}

/** The lines of one row of taps, and what they need declared before. */
function unrolledTaps(result: 'y' | 'dx', g: InvolutionGeometry, source: string, column: string) {
  const sums: string[] = [];
  const insides = new Map<string, string>();
  const sourceWalk = makeWalk(
    {
      tensor: source,
      pixelPair: `(at.x * ${source}Shape.y + row) * ${source}Pairs + ${column} / 2`,
      channelPair: 'at.w / 2',
    },
    sums,
  );
  const weightAt = weights(result, g, sums);
  const taps = Array.from({ length: g.kernelWidth }, (_, v) => v);
  // The last tap of dx reaches the first column of dy.
  for (const v of result === 'y' ? taps : taps.reverse()) {
    for (const half of [0, 1]) {
      const { sourceColumn, kernelColumn } = locate(result, g, v, half);
      const texel = sourceWalk.texel(Math.floor(sourceColumn / 2), 0);
      const inside = `inside_${suffix(sourceColumn)}`;
      const position = `${column}${plus(sourceColumn)}`;
      insides.set(inside, `bool ${inside} = ${position} >= 0 && ${position} < ${source}Shape.z;`);
      // One choice per statement: within an expression compilers make branches of them, and take minutes.
      sums.push(
        `weight = ${weightAt(v, kernelColumn)};`,
        `product = ${texel}.${isOdd(sourceColumn) ? 'zw' : 'xy'} * weight;`,
        // Chosen, not multiplied by 0: what lies outside may be anything, also NaN.
        `sum.${half === 0 ? 'xy' : 'zw'} += ${inside} ? product : vec2(0.0);`,
      );
    }
  }
  return { sums, insides: insides.values(), steps: [...sourceWalk.steps(), ...weightAt.steps()] };
}

/** A function that gives the GLSL of the weight of tap v at a pixel: a float for `members`, a vec2 for `groups`. */
function weights(result: 'y' | 'dx', g: InvolutionGeometry, lines: string[]) {
  const row = result === 'y' ? 'at.y' : 'row';
  const walk = makeWalk(
    {
      tensor: 'kernel',
      pixelPair: `(at.x * kernelShape.y + ${row}) * kernelPairs + at.z / 2`,
      channelPair: 'tap / 2',
    },
    lines,
  );
  const isGroups = pairingOf(g) === 'groups';
  const isEven = isFirstTapEven(g);
  const weightAt = (v: number, column: number): string => {
    const half = isOdd(column) ? 'zw' : 'xy';
    const at = (channel: number) => {
      const texel = walk.texel(Math.floor(column / 2), Math.floor(channel / 2));
      return `${texel}.${isGroups ? half : half[channel % 2]}`;
    };
    const channel = v * tapOrderOf(g).tap;
    return isEven ? at(channel) : `isOdd ? ${at(channel + 1)} : ${at(channel)}`;
  };
  return Object.assign(weightAt, { steps: walk.steps });
}

/** The columns that a tap joins, as distances from the column of the source and of the kernel at the target's texel. */
function locate(result: 'y' | 'dx', g: InvolutionGeometry, v: number, half: number) {
  if (result === 'y') {
    return { sourceColumn: half * g.strideWidth + v * g.dilationWidth - g.padLeft, kernelColumn: half };
  }
  const outputColumn = half + g.padLeft - v * g.dilationWidth;
  return { sourceColumn: outputColumn, kernelColumn: outputColumn };
}

/** Whether every row of taps begins at the first channel of a texel; else the shader must look. */
function isFirstTapEven(g: InvolutionGeometry): boolean {
  const order = tapOrderOf(g);
  const isGroupEven = g.groups === 1 || order.group % 2 === 0;
  return pairingOf(g) === 'groups' || (isGroupEven && (g.kernelWidth * order.tap) % 2 === 0);
}

function isOdd(value: number): boolean {
  return value % 2 !== 0;
}
