// What the kit's good calls ask for, for tests of texts that are made from a geometry alone: those of shaders.
import type { CallEntry } from '@involution/conformance';
import manifest from '@involution/conformance/data/manifest.json' with { type: 'json' };
import { type InvolutionGeometry, type Operation, resolveGeometry } from '@involution/core';

/** An operation of an involution, with channels last. */
export interface KitGeometry {
  readonly operation: Operation;
  readonly geometry: InvolutionGeometry;
}

/** Those of some numbers of spatial axes. */
export function kitGeometries(spatialRanks: readonly number[] = [2]): KitGeometry[] {
  return goodCalls()
    .filter(({ operands }) => spatialRanks.includes(operands.x.shape.length - 2))
    .map(({ operation, operands: { x, kernel }, options }) => ({
      operation,
      geometry: resolveGeometry(x.shape, kernel.shape, options),
    }));
}

function goodCalls(): CallEntry[] {
  return manifest.tests.flatMap((test) => {
    if (test.check === 'refused') return [];
    return test.check === 'noLeak' ? test.calls.filter((call) => !('error' in call)) : [test];
  });
}
