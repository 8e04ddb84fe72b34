import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import {
  checkDyShape,
  type DataFormat,
  FLOAT32_UNIT_ROUNDOFF,
  OPERATIONS,
  type Operation,
  resolveGeometry,
  resultShapeOf,
} from '@involution/core';
import { type Build, loadInvolutionWasm, type OwnInvolutionWasm } from '../src/index.ts';

const NAMES = { channelsLast: 'NHWC', channelsFirst: 'NCHW' } as const;

/** The bare module as a backend of the conformance kit: a build on a memory of its own. */
export function wasmAdapter(build: Build, dataFormat: DataFormat): ConformanceAdapter {
  let wasm: OwnInvolutionWasm;
  const compute = (operation: Operation) => (inputs: CaseInputs) => {
    const geometry = resolveGeometry(inputs.x.shape, inputs.kernel.shape, { ...inputs.options, dataFormat });
    const names: readonly string[] = OPERATIONS[operation].operands;
    if (names.includes('dy')) checkDyShape(inputs.dy.shape, geometry);
    const operands = { x: inputs.x.data, kernel: inputs.kernel.data, dy: inputs.dy.data };
    return { data: wasm.compute(operation, geometry, operands), shape: resultShapeOf(geometry, operation) };
  };
  return {
    name: `wasm ${build} ${NAMES[dataFormat]}`,
    capabilities: { dataFormat },
    knownFailures: {},
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    init() {
      wasm = loadInvolutionWasm({ build });
    },
    forward: compute('forward'),
    gradInput: compute('gradInput'),
    gradKernel: compute('gradKernel'),
    dispose() {},
  };
}
