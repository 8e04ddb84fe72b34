// The whole kit on standalone modules, compiled and run by Dawn.
import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import { describeConformance } from '@involution/conformance/vitest';
import {
  checkDyShape,
  type DataFormat,
  FLOAT32_UNIT_ROUNDOFF,
  type InvolutionGeometry,
  kernelShapeOf,
  resolveGeometry,
  sizeOf,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import { type Dawn, openDawn } from '../test/dawn.ts';
import { makeProgram, type Operation } from './index.ts';

function dawnAdapter(dataFormat: DataFormat): ConformanceAdapter {
  let dawn: Dawn;
  const geometryOf = ({ x, kernel, options }: CaseInputs) =>
    resolveGeometry(x.shape, kernel.shape, { ...options, dataFormat });
  const checked = (inputs: CaseInputs) => {
    const geometry = geometryOf(inputs);
    checkDyShape(inputs.dy.shape, geometry);
    return geometry;
  };
  const run = async (operation: Operation, g: InvolutionGeometry, sources: Float32Array[], shape: number[]) => ({
    data: await dawn.run(makeProgram(operation, g, dawn.device.limits), sources, sizeOf(shape)),
    shape,
  });
  return {
    name: `wgsl ${dataFormat}`,
    // WGSL lets a device flush subnormal numbers, and SwiftShader does.
    capabilities: { dataFormat, flushesBelow: 2 ** -126 },
    knownFailures: {},
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    async init() {
      dawn = await openDawn();
    },
    forward(inputs) {
      const g = geometryOf(inputs);
      return run('forward', g, [inputs.x.data, inputs.kernel.data], yShapeOf(g));
    },
    gradInput(inputs) {
      const g = checked(inputs);
      return run('gradInput', g, [inputs.dy.data, inputs.kernel.data], xShapeOf(g));
    },
    gradKernel(inputs) {
      const g = checked(inputs);
      return run('gradKernel', g, [inputs.dy.data, inputs.x.data], kernelShapeOf(g));
    },
    liveAllocations: () => dawn.liveBuffers(),
    dispose: () => dawn?.destroy(), // which is not there when init has failed
  };
}

describeConformance(dawnAdapter('NHWC'));
describeConformance(dawnAdapter('NCHW'));
