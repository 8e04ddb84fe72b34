import type { FusedGeometry } from '@involution/core';
import type { DeviceLimits } from '../limits.ts';
import type { InvolutionProgram } from '../program.ts';
import { fusedGatherProgram, fusedGatherSource } from './fused-gather.ts';
import { generateText } from './generate.ts';

/**
 * `makeFusedProgram('fusedForward', …)` for a host that trains nothing: without the texts of gradients in what a bundler keeps of
 * this package.
 *
 * @throws InvolutionError As `makeFusedProgram`.
 */
export function makeFusedForwardProgram(geometry: FusedGeometry, limits: DeviceLimits): InvolutionProgram {
  return fusedGatherProgram(fusedGatherSource('fusedForward', generateText), geometry, limits);
}
