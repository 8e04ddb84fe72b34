import { type Axis, asVolume, type InvolutionGeometry, withoutIdleSteps } from '@involution/core';

/**
 * A geometry as shaders have it: with height and width, and with depth where there is more of it than one position and
 * one tap. Every element lies where it lay.
 */
export function withShaderAxes(g: InvolutionGeometry): InvolutionGeometry {
  const [depth, ...plane] = asVolume(g).axes.map(withoutIdleSteps) as [Axis, Axis, Axis];
  const isPlane = depth.inSize * depth.outSize * depth.kernelSize === 1 && depth.padBefore === 0;
  return { ...g, axes: isPlane ? plane : [depth, ...plane] };
}

/** The axis along which rows run: a shader's invocations walk on it. */
export function widthOf({ axes }: InvolutionGeometry): Axis {
  return axes.at(-1)!;
}

/** An axis across the rows, with the names that a shader's text has for what lies on it. */
export interface RowAxis extends Axis {
  /** Ends the names of its sizes. */
  size: 'Depth' | 'Height';
  /** The uniform with the zeros before it. */
  pad: 'padFront' | 'padTop';
  /** Where a window begins on x. */
  start: 'front' | 'top';
  /** A position of x. */
  input: 'd' | 'h';
  /** A position of padded x, less the distance of a tap. */
  reach: 'reachDepth' | 'reach';
  /** A position of y. */
  output: 'o' | 'i';
  /** WGSL: where `row` lies on this axis. */
  at(height: 'inHeight' | 'outHeight'): string;
  /** WGSL: which tap of this axis those of row `u` are. */
  tap: string;
}

const DEPTH = { size: 'Depth', pad: 'padFront', start: 'front', input: 'd', reach: 'reachDepth', output: 'o' } as const;
const HEIGHT = { size: 'Height', pad: 'padTop', start: 'top', input: 'h', reach: 'reach', output: 'i' } as const;

/**
 * The axes across the rows: height, or depth and height. The text counts rows through all planes of a volume, and rows of
 * taps through all of a window.
 */
export function rowAxesOf({ axes }: InvolutionGeometry): RowAxis[] {
  const [height, depth] = axes.slice(0, -1).reverse() as [Axis, Axis?];
  if (depth === undefined) return [{ ...height, ...HEIGHT, at: () => 'row', tap: 'u' }];
  return [
    { ...depth, ...DEPTH, at: (height) => `row / uniforms.${height}`, tap: `u / ${height.kernelSize}` },
    { ...height, ...HEIGHT, at: (height) => `row % uniforms.${height}`, tap: `u % ${height.kernelSize}` },
  ];
}

/** Rows in all planes. */
export function rowsOf({ axes }: InvolutionGeometry, size: 'inSize' | 'outSize' | 'kernelSize'): number {
  return axes.slice(0, -1).reduce((product, axis) => product * axis[size], 1);
}

/** WGSL: rows in all planes of x or of y. */
export function rowCount(g: InvolutionGeometry, side: 'in' | 'out'): string {
  return `uniforms.${side}${g.axes.length === 2 ? 'Height' : 'Rows'}`;
}

/** WGSL: whether the positions of x exist. */
export function isInput(rows: readonly RowAxis[]): string {
  return rows.map(({ input, size }) => `${input} >= 0 && ${input} < uniforms.in${size}`).join(' && ');
}

/** WGSL: the index of the row at the positions of x, or of y. */
export function rowAt(rows: readonly RowAxis[], position: 'input' | 'output'): string {
  const [first, second] = rows.map((axis) => axis[position]);
  if (second === undefined) return first!;
  return `(${first} * uniforms.${position === 'input' ? 'inHeight' : 'outHeight'} + ${second})`;
}
