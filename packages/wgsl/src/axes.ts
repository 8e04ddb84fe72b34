import { type Axis, asVolume, type InvolutionGeometry, type Operation, withoutIdleSteps } from '@involution/core';

/**
 * A geometry as shaders have it: with height and width, and with depth where there is more of it than one position and
 * one tap. Every element lies where it lay.
 */
export function withShaderAxes(g: InvolutionGeometry): InvolutionGeometry {
  const [depth, ...plane] = asVolume(g).axes.map(withoutIdleSteps) as [Axis, Axis, Axis];
  const isPlane = depth.inSize * depth.outSize * depth.kernelSize === 1 && depth.padBefore === 0;
  return { ...g, axes: isPlane ? plane : [depth, ...plane] };
}

/** What a shader's text calls what lies on an axis. */
const NAMES = [
  { name: 'Depth', target: 'plane', start: 'front', source: 'd' },
  { name: 'Height', target: 'row', start: 'top', source: 'h' },
  { name: 'Width', target: 'column', start: 'left', source: 'w' },
] as const;

/** An axis with the names of what lies on it. */
export type ShaderAxis = Axis & (typeof NAMES)[number];

/** Every axis, the outermost first. */
export function shaderAxes({ axes }: InvolutionGeometry): ShaderAxis[] {
  const names = NAMES.slice(-axes.length);
  return axes.map((axis, k) => ({ ...axis, ...names[k]! }));
}

/**
 * The axis on which an invocation's pixels lie, and whose taps are written out. Channels last, that is the width:
 * neighbouring invocations have neighbouring channels. Channels first, they have neighbouring columns, so that it is the
 * height, unless pixels of a column would share nothing.
 */
export function walkedAxis(g: InvolutionGeometry): ShaderAxis {
  const [height, width] = shaderAxes(g).slice(-2) as [ShaderAxis, ShaderAxis];
  return g.dataFormat === 'channelsLast' || height.kernelSize === 1 ? width : height;
}

/** Whether neighbouring invocations, which have neighbouring columns of y, read columns of x that are apart. */
export function skipsColumns(g: InvolutionGeometry): boolean {
  return g.dataFormat === 'channelsFirst' && walkedAxis(g).name !== 'Width' && g.axes.at(-1)!.stride > 1;
}

/** The other axes, whose taps a loop walks; the outermost first. */
export function axesAcross(g: InvolutionGeometry): ShaderAxis[] {
  const { name } = walkedAxis(g);
  return shaderAxes(g).filter((axis) => axis.name !== name);
}

/** The sizes of what an operation computes: of x, or of y. */
export function targetOf(operation: Operation): 'in' | 'out' {
  return operation === 'gradInput' ? 'in' : 'out';
}

/** Taps of all axes across. */
export function tapsAcross(across: readonly ShaderAxis[]): number {
  return across.reduce((product, { kernelSize }) => product * kernelSize, 1);
}

/** WGSL: which tap of each axis across `tap` stands for. */
export function tapParts(across: readonly ShaderAxis[]): string[] {
  if (across.length === 1) return ['tap'];
  const inner = across.at(-1)!.kernelSize;
  return [`tap / ${inner}`, `tap % ${inner}`];
}

/** WGSL: whether the positions exist, of x or of y. */
export function areWithin(axes: readonly ShaderAxis[], of: 'in' | 'out'): string {
  return axes.map(({ source, name }) => `${source} >= 0 && ${source} < uniforms.${of}${name}`).join(' && ');
}
