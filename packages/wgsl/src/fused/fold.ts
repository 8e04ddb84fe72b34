import { dispatchFor } from '../dispatch.ts';
import type { DeviceLimits } from '../limits.ts';
import { type InvolutionProgram, uniformsIn } from '../program.ts';
import { indent } from '../text.ts';
import { WORKGROUP_SIZE } from '../variant.ts';

/** Which numbers of each part are wanted. */
export interface Fold {
  readonly parts: number;
  /** Numbers of a part. */
  readonly partSize: number;
  readonly first: number;
  readonly count: number;
}

/** The program that adds parts of `spanSums` up, in their order, for some of their numbers. */
export function makeFold({ parts, partSize, first, count }: Fold, limits: DeviceLimits): InvolutionProgram {
  const body = indent(`
    fn involution(index: i32) {
      if (index >= uniforms.invocations) { return; }
      var sum = 0.0;
      for (var part = 0; part < uniforms.parts; part++) {
        sum += f32(spanSums[part * uniforms.partSize + uniforms.first + index]);
      }
      result[index] = sum;
    }
  `);
  return {
    operation: 'fusedGradSpan',
    key: 'involution fusedGradSpan fold',
    body,
    elementType: 'f32',
    operands: [{ name: 'spanSums', components: 1 }],
    outputComponents: 1,
    uniforms: uniformsIn(body, { invocations: count, parts, partSize, first }),
    workgroupSize: WORKGROUP_SIZE,
    dispatch: dispatchFor(count, WORKGROUP_SIZE, limits),
    invocations: count,
  };
}
