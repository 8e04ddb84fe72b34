// The bare WGSL programs as a backend of the conformance kit.
import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import {
  checkDyShape,
  type DataFormat,
  FLOAT32_UNIT_ROUNDOFF,
  mapOperands,
  type Operation,
  resolveGeometry,
  resultShapeOf,
  sizeOf,
} from '@involution/core';
import { WgslDevice, type WgslKernels } from './wgsl-device.ts';

/** WGSL lets a device flush numbers below this to zero, and SwiftShader does. */
export const WGSL_FLUSHES_BELOW = 2 ** -126;

export interface WgslAdapterOptions<Program extends { operation: Operation }> {
  readonly name: string;
  readonly dataFormat: DataFormat;
  readonly kernels: WgslKernels<Program>;
  /** Called when the kit begins. */
  openGpu(): GPU;
}

export function wgslAdapter<Program extends { operation: Operation }>({
  name,
  dataFormat,
  kernels,
  openGpu,
}: WgslAdapterOptions<Program>): ConformanceAdapter {
  let gpu: WgslDevice<Program>;
  const compute = (operation: Operation) => async (inputs: CaseInputs) => {
    const geometry = resolveGeometry(inputs.x.shape, inputs.kernel.shape, { ...inputs.options, dataFormat });
    if (operation !== 'forward') checkDyShape(inputs.dy.shape, geometry);
    const shape = resultShapeOf(geometry, operation);
    const operands = mapOperands(operation, (name) => inputs[name].data);
    const program = kernels.makeProgram(operation, geometry, gpu.device.limits);
    return { data: await gpu.run(program, operands, sizeOf(shape)), shape };
  };
  return {
    name,
    capabilities: { dataFormat, spatialRanks: [1, 2, 3], flushesBelow: WGSL_FLUSHES_BELOW },
    knownFailures: {},
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    async init() {
      gpu = await WgslDevice.open(openGpu(), kernels);
    },
    forward: compute('forward'),
    gradInput: compute('gradInput'),
    gradKernel: compute('gradKernel'),
    liveAllocations: () => gpu.liveBuffers(),
    dispose: () => gpu?.destroy(), // which is not there when init has failed
  };
}
