import type { Operation } from '@involution/core';

/** A fragment shader for tfjs: what of a `GPGPUProgram` does not depend on the shapes of tensors. */
export interface Shader {
  /** Names the operands, in their order, and the result. */
  operation: Operation;
  /** Whether the textures hold 2×2 values per texel, two neighbouring columns × two neighbouring channels. */
  isPacked: boolean;
  /** The part of the text that tfjs calls `userCode`. */
  code: string;
  uniforms: readonly Uniform[];
}

/** An operation that sums over the taps of a window: its shader gathers what they reach. */
export type GatherOperation = 'forward' | 'gradInput';

/** A uniform with its value. */
export interface Uniform {
  name: string;
  type: 'ivec2' | 'ivec3';
  value: number[];
}
