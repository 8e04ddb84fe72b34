// The whole kit on standalone modules, compiled and run by Dawn.
import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import { describeConformance } from '@involution/conformance/vitest';
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
import { type Dawn, openDawn } from '../test/dawn.ts';
import { makeProgram } from './index.ts';

function dawnAdapter(name: string, dataFormat: DataFormat): ConformanceAdapter {
  let dawn: Dawn;
  const compute = (operation: Operation) => async (inputs: CaseInputs) => {
    const geometry = resolveGeometry(inputs.x.shape, inputs.kernel.shape, { ...inputs.options, dataFormat });
    if (operation !== 'forward') checkDyShape(inputs.dy.shape, geometry);
    const shape = resultShapeOf(geometry, operation);
    const operands = mapOperands(operation, (name) => inputs[name].data as Float32Array);
    return {
      data: await dawn.run(makeProgram(operation, geometry, dawn.device.limits), operands, sizeOf(shape)),
      shape,
    };
  };
  return {
    name,
    // WGSL lets a device flush subnormal numbers, and SwiftShader does.
    capabilities: { dataFormat, flushesBelow: 2 ** -126 },
    knownFailures: {},
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    async init() {
      dawn = await openDawn();
    },
    forward: compute('forward'),
    gradInput: compute('gradInput'),
    gradKernel: compute('gradKernel'),
    liveAllocations: () => dawn.liveBuffers(),
    dispose: () => dawn?.destroy(), // which is not there when init has failed
  };
}

describeConformance(dawnAdapter('wgsl NHWC', 'channelsLast'));
describeConformance(dawnAdapter('wgsl NCHW', 'channelsFirst'));
