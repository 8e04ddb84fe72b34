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

/** An axis across the rows, as a shader's text has it. */
export interface RowAxis extends Axis {
  /** Ends the names of what lies on it, beside those of the height. */
  suffix: '' | 'Depth';
  /** Ends the names of its sizes. */
  size: 'Height' | 'Depth';
  /** The uniform of the zeros before it. */
  pad: 'padTop' | 'padDepth';
  /** WGSL: where `row` of the target lies on it. */
  row: string;
  /** WGSL: which tap of it those of row `u` are. */
  tap: string;
}

/**
 * The axes across the rows: height, or depth and height. The text counts rows through all planes of a volume, and rows of
 * taps through all of a window.
 *
 * @param target Whether invocations walk on x or on y.
 */
export function rowAxesOf({ axes }: InvolutionGeometry, target: 'in' | 'out'): RowAxis[] {
  const [height, depth] = axes.slice(0, -1).reverse() as [Axis, Axis?];
  const part = (operator: string) => ({
    row: `row${operator && ` ${operator} uniforms.${target}Height`}`,
    tap: `u${operator && ` ${operator} ${height.kernelSize}`}`,
  });
  const rows = { ...height, suffix: '', size: 'Height', pad: 'padTop' } as const;
  if (!depth) return [{ ...rows, ...part('') }];
  return [
    { ...depth, suffix: 'Depth', size: 'Depth', pad: 'padDepth', ...part('/') },
    { ...rows, ...part('%') },
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
  return rows.map(({ suffix, size }) => `h${suffix} >= 0 && h${suffix} < uniforms.in${size}`).join(' && ');
}

/** WGSL: the row at positions of x, or of y. */
export function rowAt({ length }: readonly RowAxis[], position: 'h' | 'i'): string {
  return length === 1
    ? position
    : `(${position}Depth * uniforms.${position === 'h' ? 'in' : 'out'}Height + ${position})`;
}
