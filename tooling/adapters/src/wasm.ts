// The bare WebAssembly kernels as a backend of the conformance kit.
import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import {
  checkDyShape,
  type DataFormat,
  FLOAT32_UNIT_ROUNDOFF,
  type InvolutionGeometry,
  OPERATIONS,
  type Operands,
  type Operation,
  resolveGeometry,
  resultShapeOf,
} from '@involution/core';

/** What of @involution/wasm is needed here: a build on a memory of its own. */
export interface WasmKernels {
  compute(operation: Operation, geometry: InvolutionGeometry, operands: Operands<Float32Array>): Float32Array;
}

export interface WasmAdapterOptions {
  readonly name: string;
  readonly dataFormat: DataFormat;
  /** Called when the kit begins: that package's own tests bring its sources, others what it publishes. */
  load(): WasmKernels;
}

export function wasmAdapter({ name, dataFormat, load }: WasmAdapterOptions): ConformanceAdapter {
  let kernels: WasmKernels;
  const compute = (operation: Operation) => (inputs: CaseInputs) => {
    const geometry = resolveGeometry(inputs.x.shape, inputs.kernel.shape, { ...inputs.options, dataFormat });
    const names: readonly string[] = OPERATIONS[operation].operands;
    if (names.includes('dy')) checkDyShape(inputs.dy.shape, geometry);
    const operands = { x: inputs.x.data, kernel: inputs.kernel.data, dy: inputs.dy.data };
    return { data: kernels.compute(operation, geometry, operands), shape: resultShapeOf(geometry, operation) };
  };
  return {
    name,
    capabilities: { dataFormat, spatialRanks: [1, 2, 3] },
    knownFailures: {},
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    init() {
      kernels = load();
    },
    forward: compute('forward'),
    gradInput: compute('gradInput'),
    gradKernel: compute('gradKernel'),
    dispose() {},
  };
}
