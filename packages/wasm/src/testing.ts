// Test helpers: the bare module as a backend of the conformance kit, and random geometries.
import type { CaseInputs, ConformanceAdapter } from '@involution/conformance';
import {
  checkDyShape,
  type DataFormat,
  FLOAT32_UNIT_ROUNDOFF,
  type InvolutionGeometry,
  kernelShapeFor,
  kernelShapeOf,
  resolveGeometry,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import fc from 'fast-check';
import { type Build, loadInvolutionWasm, type OwnInvolutionWasm } from './index.ts';

/** A build on a memory of its own. */
export function wasmAdapter(build: Build, dataFormat: DataFormat): ConformanceAdapter {
  let wasm: OwnInvolutionWasm;
  const geometryOf = ({ x, kernel, options }: CaseInputs) =>
    resolveGeometry(x.shape, kernel.shape, { ...options, dataFormat });
  const checked = (inputs: CaseInputs) => {
    const geometry = geometryOf(inputs);
    checkDyShape(inputs.dy.shape, geometry);
    return geometry;
  };
  return {
    name: `wasm ${build} ${dataFormat}`,
    capabilities: { dataFormat },
    knownFailures: {},
    unitRoundoff: FLOAT32_UNIT_ROUNDOFF,
    init() {
      wasm = loadInvolutionWasm({ build });
    },
    forward(inputs) {
      const g = geometryOf(inputs);
      return { data: wasm.compute('forward', g, [inputs.x.data, inputs.kernel.data]), shape: yShapeOf(g) };
    },
    gradInput(inputs) {
      const g = checked(inputs);
      return { data: wasm.compute('gradInput', g, [inputs.dy.data, inputs.kernel.data]), shape: xShapeOf(g) };
    },
    gradKernel(inputs) {
      const g = checked(inputs);
      return { data: wasm.compute('gradKernel', g, [inputs.dy.data, inputs.x.data]), shape: kernelShapeOf(g) };
    },
    dispose() {},
  };
}

const side = (max: number) => fc.integer({ min: 1, max });
const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** Geometries of every dialect, most of them awkward: odd sizes, few columns, windows larger than x, gaps in strides. */
export const geometries: fc.Arbitrary<InvolutionGeometry> = fc
  .record({
    batchSize: side(2),
    height: side(12),
    width: fc.oneof(side(4), side(40)),
    groups: side(9),
    channelsPerGroup: fc.oneof(side(20), fc.constantFrom(8, 16, 32)),
    options: fc.record({
      kernelSize: pair(1, 7),
      strides: pair(1, 4),
      dilations: pair(1, 3),
      pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), fc.tuple(pair(0, 4), pair(0, 6))),
      kernelOrder: fc.constantFrom('group-major' as const, 'tap-major' as const),
      channelGrouping: fc.constantFrom('blocked' as const, 'interleaved' as const),
      dataFormat: fc.constantFrom('NHWC' as const, 'NCHW' as const),
    }),
  })
  // A window larger than the padded input has no output.
  .filter(({ height, width, options }) =>
    [height, width].every((size, axis) => {
      if (options.pad === 'same') return true;
      const pads = options.pad === 'valid' ? 0 : options.pad[axis][0] + options.pad[axis][1];
      return size + pads > options.dilations[axis] * (options.kernelSize[axis] - 1);
    }),
  )
  .map(({ batchSize, height, width, groups, channelsPerGroup, options }) => {
    const channels = groups * channelsPerGroup;
    const xShape =
      options.dataFormat === 'NHWC' ? [batchSize, height, width, channels] : [batchSize, channels, height, width];
    return resolveGeometry(xShape, kernelShapeFor(xShape, { ...options, groups }), { ...options, groups });
  });
