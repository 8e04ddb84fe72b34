import type { InvolutionGeometry } from '@involution/core';
import { dispatchFor } from './dispatch.ts';
import { forwardBody } from './forward.ts';
import { gradInputBody } from './grad-input.ts';
import { gradKernelBody } from './grad-kernel.ts';
import { type Layout, layoutOf, uniformValues } from './layout.ts';
import { checkLimits, type DeviceLimits } from './limits.ts';
import { indent } from './text.ts';
import { chooseVariant, type Operation, type Variant } from './variant.ts';

/** An array that a program reads. */
export interface ProgramInput {
  name: 'x' | 'kernel' | 'dy';
  /**
   * Numbers per element: the array is an `array<f32>` or an `array<vec4<f32>>`. The text converts what it reads, so that
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
  /** Names the text: programs of equal keys have equal text, so that compiled pipelines can be kept by it. */
  key: string;
  /**
   * WGSL: `fn involution(index: i32)`, to be called by every invocation with its linear index; surplus ones return. It
   * reads the arrays named in `inputs`, writes the array `result`, and takes its sizes from a struct `uniforms`.
   */
  body: string;
  inputs: readonly ProgramInput[];
  /** Floats per element of `result`. */
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

const BODIES = { forward: forwardBody, gradInput: gradInputBody, gradKernel: gradKernelBody } as const;

/**
 * The program that computes an operation of an involution. `forward` reads x and the kernel, `gradInput` dy and the
 * kernel, `gradKernel` dy and x; every element of the result is written exactly once, in the same order of summation each
 * time.
 *
 * @param operation What to compute.
 * @param geometry From core's `resolveGeometry`.
 * @param limits `device.limits`.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED`, as {@link checkLimits}.
 */
export function makeProgram(
  operation: Operation,
  geometry: InvolutionGeometry,
  limits: DeviceLimits,
): InvolutionProgram {
  checkLimits(geometry, limits);
  const g = withoutIdleSteps(geometry);
  return assemble(operation, g, chooseVariant(operation, g), limits);
}

/** The program of a given variant: what {@link makeProgram} does once it has chosen. */
export function assemble(
  operation: Operation,
  g: InvolutionGeometry,
  variant: Variant,
  limits: DeviceLimits,
): InvolutionProgram {
  const layout = layoutOf(operation, g, variant);
  const values = uniformValues(operation, g, variant, layout);
  const invocations = countInvocations(operation, g, values);
  const body = indent(`
    fn involution(index: i32) {
      if (index >= uniforms.invocations) { return; }
      ${BODIES[operation](g, variant, layout)}
    }
  `);
  const used = new Set([...body.matchAll(/uniforms\.(\w+)/g)].map(([, name]) => name));
  return {
    key: keyOf(operation, g, variant),
    body,
    ...operandsOf(operation, layout),
    uniforms: Object.entries({ invocations, ...values })
      .filter(([name]) => used.has(name))
      .map(([name, value]) => ({ name, value })),
    workgroupSize: WORKGROUP_SIZE,
    dispatch: dispatchFor(invocations, WORKGROUP_SIZE, limits),
    invocations,
  };
}

/**
 * A stride says nothing where there is one output, nor a dilation where there is one tap. They may be of any size there,
 * past what an i32 holds, and would make texts differ for nothing.
 */
function withoutIdleSteps(g: InvolutionGeometry): InvolutionGeometry {
  return {
    ...g,
    strideHeight: g.outHeight === 1 ? 1 : g.strideHeight,
    strideWidth: g.outWidth === 1 ? 1 : g.strideWidth,
    dilationHeight: g.kernelHeight === 1 ? 1 : g.dilationHeight,
    dilationWidth: g.kernelWidth === 1 ? 1 : g.dilationWidth,
  };
}

function countInvocations(operation: Operation, g: InvolutionGeometry, values: Record<string, number>): number {
  const { channelBlocks, columnBlocks } = values;
  switch (operation) {
    case 'forward':
      return g.batchSize * g.outHeight * columnBlocks * channelBlocks;
    case 'gradInput':
      return g.batchSize * g.inHeight * columnBlocks * channelBlocks;
    case 'gradKernel':
      return g.batchSize * g.outHeight * columnBlocks * g.groups * g.kernelHeight;
  }
}

function operandsOf(operation: Operation, layout: Layout): Pick<InvolutionProgram, 'inputs' | 'outputComponents'> {
  const x = { name: 'x', components: layout.x.components } as const;
  const dy = { name: 'dy', components: layout.y.components } as const;
  const kernel = { name: 'kernel', components: layout.kernel.components } as const;
  switch (operation) {
    case 'forward':
      return { inputs: [x, kernel], outputComponents: dy.components };
    case 'gradInput':
      return { inputs: [dy, kernel], outputComponents: x.components };
    case 'gradKernel':
      return { inputs: [dy, x], outputComponents: kernel.components };
  }
}

/** Everything that the text depends on. */
function keyOf(operation: Operation, g: InvolutionGeometry, { lanes, pixels, isUnrolled }: Variant): string {
  return [
    'involution',
    operation,
    g.dataFormat,
    g.kernelOrder,
    g.channelGrouping,
    `k${g.kernelHeight}x${g.kernelWidth}`,
    `s${g.strideHeight}x${g.strideWidth}`,
    `d${g.dilationHeight}x${g.dilationWidth}`,
    `lanes${lanes}`,
    isUnrolled ? `pixels${pixels}` : 'looped',
  ].join(' ');
}
