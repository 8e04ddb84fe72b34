import {
  type FusedOperandName,
  type FusedOperation,
  type InvolutionGeometry,
  OPERATIONS,
  type OperandName,
  type Operation,
  type TensorName,
} from '@involution/core';
import { withShaderAxes } from './axes.ts';
import { countInvocations } from './coordinates.ts';
import { dispatchFor } from './dispatch.ts';
import { type Layout, layoutOf, uniformValues } from './layout.ts';
import { checkLimits, type DeviceLimits } from './limits.ts';
import { type ElementType, FLOAT32, type NumberStorage } from './storage.ts';
import { indent } from './text.ts';
import { chooseVariant, type Variant, type VariantOptions, WORKGROUP_SIZE } from './variant.ts';
import { declareWeights } from './workgroup-weights.ts';

/** An array that a program reads: an operand of its operation, or what another program of it has made. */
export interface ProgramOperand {
  name: OperandName | FusedOperandName | 'spanSums';
  /**
   * Numbers per element: an `array<f32>` or an `array<vec4<f32>>`, for instance. The text converts what it reads, so that
   * a host which declares its own arrays may bind `i32` instead; {@link toModule} declares floats.
   */
  components: 1 | 4;
}

/** Something for each array that a program reads, by its name. */
export type ProgramOperands<T> = Readonly<Partial<Record<ProgramOperand['name'], T>>>;

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

/** An operation with the text of its loops, given apart so that an application has that of those alone which it runs. */
export interface Source {
  readonly operation: Operation;
  body(g: InvolutionGeometry, variant: Variant, layout: Layout): string;
}

/** What `makeProgram` can be told. */
export interface ProgramOptions extends VariantOptions {
  /** Of the operands and the result: {@link float16}. Default: float32. */
  storage?: NumberStorage;
}

/** The program of a source in the variant for a geometry: see `makeProgram`. */
export function programOf(
  source: Source,
  geometry: InvolutionGeometry,
  limits: DeviceLimits,
  { storage = FLOAT32, ...variantOptions }: ProgramOptions = {},
): InvolutionProgram {
  checkLimits(geometry, limits, storage);
  const g = withShaderAxes(geometry);
  return assemble(source, g, chooseVariant(source.operation, g, variantOptions), limits, storage);
}

/** The program of a given variant: what {@link programOf} does once it has chosen. */
export function assemble(
  { operation, body: bodyOf }: Source,
  g: InvolutionGeometry,
  variant: Variant,
  limits: DeviceLimits,
  storage: NumberStorage = FLOAT32,
): InvolutionProgram {
  const layout = layoutOf(operation, g, variant, storage);
  const { elementType } = storage;
  const arrays = arraysOf(operation, layout);
  const values = uniformValues(operation, g, variant, layout);
  const invocations = countInvocations(operation, g, variant, values);
  const body = indent(`
    ${storage.functions(arrays.outputComponents)}
    ${declareWeights(variant, g)}
    fn involution(index: i32) {
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
  return Object.entries(values)
    .filter(([name]) => new RegExp(`uniforms.${name}\\b`).test(body))
    .map(([name, value]) => ({ name, value }));
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

/** Everything that the text depends on: its variant, and the geometry's structure. */
export function keyOf(
  operation: Operation | FusedOperation,
  { dataFormat, kernelOrder, channelGrouping, axes }: InvolutionGeometry,
  variant: object,
  elementType: ElementType = 'f32',
): string {
  const windows = axes.map(({ kernelSize, stride, dilation }) => [kernelSize, stride, dilation]);
  const structure = { dataFormat, kernelOrder, channelGrouping, windows, elementType };
  return `involution ${operation} ${JSON.stringify({ ...structure, ...variant })}`;
}
