import {
  type FusedOperandName,
  type FusedOperation,
  type InvolutionGeometry,
  OPERATIONS,
  type OperandName,
  type Operation,
  type TensorName,
} from '@involution/core';
import { rowsOf, withShaderAxes } from './axes.ts';
import { dispatchFor } from './dispatch.ts';
import { type Layout, layoutOf, type UniformValues, uniformValues } from './layout.ts';
import { checkLimits, type DeviceLimits } from './limits.ts';
import { type ElementType, type NumberStorage, numbersOf } from './storage.ts';
import { indent } from './text.ts';
import { chooseVariant, type Variant } from './variant.ts';

/** An array that a program reads. */
export interface ProgramOperand {
  name: OperandName | FusedOperandName;
  /**
   * Numbers per element: an `array<f32>` or an `array<vec4<f32>>`, for instance. The text converts what it reads, so that
   * a host which declares its own arrays may bind `i32` instead; {@link toModule} declares floats.
   */
  components: 1 | 4;
}

/** A number that a program reads from its uniform struct, always an `i32`. */
export interface ProgramUniform {
  name: string;
  value: number;
}

/** A shader with all that a host needs to bind and dispatch it. */
export interface InvolutionProgram {
  operation: Operation | FusedOperation;
  /** Names the text: programs of equal keys have equal text, so that compiled pipelines can be kept by it. */
  key: string;
  /**
   * WGSL: `fn involution(index: i32)`, to be called by every invocation with its linear index; surplus ones return. It
   * reads the arrays named in `operands`, writes the array `result`, and takes its sizes from a struct `uniforms`.
   */
  body: string;
  /**
   * What all arrays hold. Of `u32`, with two half-precision numbers each, four numbers are a `vec2<u32>`, and a `result` of
   * single numbers is an `array<atomic<u32>>`.
   */
  elementType: ElementType;
  /** What it reads, in the order of core's table of operations. */
  operands: readonly ProgramOperand[];
  /** Numbers per element of `result`. */
  outputComponents: 1 | 4;
  /** Fields of `uniforms` in their order. */
  uniforms: readonly ProgramUniform[];
  /** Invocations of a workgroup, along x. */
  workgroupSize: number;
  /** Workgroups along x, y and z. */
  dispatch: [x: number, y: number, z: number];
  /** Invocations that have something to do. */
  invocations: number;
}

/** Two waves of the widest hardware, and few enough for any device. */
const WORKGROUP_SIZE = 64;

/** An operation with the text of its loops, given apart so that an application has that of those alone which it runs. */
export interface Source {
  readonly operation: Operation;
  body(g: InvolutionGeometry, variant: Variant, layout: Layout): string;
}

/** What `makeProgram` can be told. */
export interface ProgramOptions {
  /** Of the operands and the result: {@link float16}. Default: float32. */
  storage?: NumberStorage;
}

/** The program of a source in the variant for a geometry: see `makeProgram`. */
export function programOf(
  source: Source,
  geometry: InvolutionGeometry,
  limits: DeviceLimits,
  { storage = numbersOf('f32') }: ProgramOptions = {},
): InvolutionProgram {
  checkLimits(geometry, limits, storage);
  const g = withShaderAxes(geometry);
  return assemble(source, g, chooseVariant(source.operation, g), limits, storage);
}

/** The program of a given variant: what {@link programOf} does once it has chosen. */
export function assemble(
  { operation, body: bodyOf }: Source,
  g: InvolutionGeometry,
  variant: Variant,
  limits: DeviceLimits,
  storage: NumberStorage = numbersOf('f32'),
): InvolutionProgram {
  const layout = layoutOf(operation, g, variant, storage);
  const { elementType } = storage;
  const arrays = arraysOf(operation, layout);
  const values = uniformValues(operation, g, variant, layout);
  const invocations = countInvocations(operation, g, values);
  const body = indent(`
    ${storage.functions(arrays.outputComponents)}
    fn involution(index: i32) {
      if (index >= uniforms.invocations) { return; }
      ${bodyOf(g, variant, layout)}
    }
  `);
  return {
    operation,
    key: keyOf(operation, g, variant, elementType),
    body,
    elementType,
    ...arrays,
    uniforms: uniformsIn(body, { invocations, ...values }),
    workgroupSize: WORKGROUP_SIZE,
    dispatch: dispatchFor(invocations, WORKGROUP_SIZE, limits),
    invocations,
  };
}

/** Those of the uniforms that a text names. */
export function uniformsIn(body: string, values: Readonly<Record<string, number>>): ProgramUniform[] {
  const used = new Set([...body.matchAll(/uniforms\.(\w+)/g)].map(([, name]) => name));
  return Object.entries(values)
    .filter(([name]) => used.has(name))
    .map(([name, value]) => ({ name, value }));
}

function countInvocations(operation: Operation, g: InvolutionGeometry, values: UniformValues): number {
  const { channelBlocks, columnBlocks } = values;
  switch (operation) {
    case 'forward':
      return g.batchSize * rowsOf(g, 'outSize') * columnBlocks * channelBlocks;
    case 'gradInput':
      return g.batchSize * rowsOf(g, 'inSize') * columnBlocks * channelBlocks;
    case 'gradKernel':
      return g.batchSize * rowsOf(g, 'outSize') * columnBlocks * g.groups * rowsOf(g, 'kernelSize');
  }
}

function arraysOf(operation: Operation, layout: Layout): Pick<InvolutionProgram, 'operands' | 'outputComponents'> {
  const components: Readonly<Record<TensorName, 1 | 4>> = {
    x: layout.x.components,
    kernel: layout.kernel.components,
    y: layout.y.components,
    dy: layout.y.components,
  };
  const { operands, result } = OPERATIONS[operation];
  return {
    operands: operands.map((name) => ({ name, components: components[name] })),
    outputComponents: components[result],
  };
}

/** Everything that the text depends on. */
function keyOf(
  operation: Operation,
  g: InvolutionGeometry,
  { lanes, pixels, isUnrolled }: Variant,
  elementType: ElementType,
): string {
  return [
    'involution',
    operation,
    ...structureOf(g),
    `lanes${lanes}`,
    isUnrolled ? `pixels${pixels}` : 'looped',
    ...(elementType === 'f32' ? [] : [elementType]),
  ].join(' ');
}

/** What every text depends on of a geometry. */
export function structureOf(g: InvolutionGeometry): string[] {
  const along = (value: 'kernelSize' | 'stride' | 'dilation') => g.axes.map((axis) => axis[value]).join('x');
  return [
    g.dataFormat,
    g.kernelOrder,
    g.channelGrouping,
    `k${along('kernelSize')}`,
    `s${along('stride')}`,
    `d${along('dilation')}`,
  ];
}
