// The bare WGSL programs as a backend of the conformance kit.
import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import {
  checkDyShape,
  type DataFormat,
  FLOAT16_UNIT_ROUNDOFF,
  FLOAT32_UNIT_ROUNDOFF,
  mapOperands,
  type Operation,
  resolveGeometry,
  resultShapeOf,
  sizeOf,
} from '@involution/core';
import { WgslDevice, type WgslKernels, type WgslProgram } from './wgsl-device.ts';

/** WGSL lets a device flush numbers below these to zero, and SwiftShader does. */
const FLOATS = { flushesBelow: 2 ** -126 };
const HALVES = { flushesBelow: 2 ** -14, largestFinite: 65504 };

export interface WgslAdapterOptions<Program extends WgslProgram> {
  readonly name: string;
  readonly dataFormat: DataFormat;
  readonly kernels: WgslKernels<Program>;
  /**
   * With `'float16'` the operands are rounded before, and results are judged by the bound of half precision, which has
   * room for that. Default: `'float32'`.
   */
  readonly storage?: 'float32' | 'float16';
  /** Called when the kit begins. */
  openGpu(): GPU;
}

export function wgslAdapter<Program extends WgslProgram>({
  name,
  dataFormat,
  kernels,
  storage = 'float32',
  openGpu,
}: WgslAdapterOptions<Program>): ConformanceAdapter {
  let gpu: WgslDevice<Program>;
  const compute = (operation: Operation) => async (inputs: CaseInputs) => {
    const geometry = resolveGeometry(inputs.x.shape, inputs.kernel.shape, { ...inputs.options, dataFormat });
    if (operation !== 'forward') checkDyShape(inputs.dy.shape, geometry);
    const shape = resultShapeOf(geometry, operation);
    const operands = mapOperands(operation, (name) => inputs[name].data);
    const { limits, features } = gpu.device;
    const program = kernels.makeProgram(operation, geometry, limits, { storage, features });
    return { data: await gpu.run(program, operands, sizeOf(shape)), shape };
  };
  return {
    name,
    capabilities: { dataFormat, spatialRanks: [1, 2, 3], ...(storage === 'float32' ? FLOATS : HALVES) },
    knownFailures: {},
    unitRoundoff: storage === 'float32' ? FLOAT32_UNIT_ROUNDOFF : FLOAT16_UNIT_ROUNDOFF,
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
