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
import { WgslDevice, type WgslKernels, type WgslProgram } from './wgsl-device.ts';

/** WGSL lets a device flush numbers below these to zero, and SwiftShader does so in float32. */
const FLUSHES_BELOW = { float32: 2 ** -126, float16: 2 ** -14 };

export interface WgslAdapterOptions<Program extends WgslProgram, Storage> {
  readonly name: string;
  readonly dataFormat: DataFormat;
  readonly kernels: WgslKernels<Program, Storage>;
  /** Of all tensors. Default: `'float32'`. */
  readonly storage?: 'float32' | 'float16';
  /** Called when the kit begins. */
  openGpu(): GPU;
}

export function wgslAdapter<Program extends WgslProgram, Storage>({
  name,
  dataFormat,
  kernels,
  storage = 'float32',
  openGpu,
}: WgslAdapterOptions<Program, Storage>): ConformanceAdapter {
  let gpu: WgslDevice<Program>;
  const compute = (operation: Operation) => async (inputs: CaseInputs) => {
    const geometry = resolveGeometry(inputs.x.shape, inputs.kernel.shape, { ...inputs.options, dataFormat });
    if (operation !== 'forward') checkDyShape(inputs.dy.shape, geometry);
    const shape = resultShapeOf(geometry, operation);
    const operands = mapOperands(operation, (name) => inputs[name].data);
    const { limits, features } = gpu.device;
    const options = storage === 'float16' ? { storage: kernels.float16(features) } : {};
    const program = kernels.makeProgram(operation, geometry, limits, options);
    return { data: await gpu.run(program, operands, sizeOf(shape)), shape };
  };
  return {
    name,
    capabilities: { dataFormat, spatialRanks: [1, 2, 3], storage, flushesBelow: FLUSHES_BELOW[storage] },
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
