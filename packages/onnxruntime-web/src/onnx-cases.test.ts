// Writes the golden cases as expanded models, for tooling/fixtures/check_onnx.py to run them in Python:
//
//   ONNX_CASES=<folder> npx vitest run --config ../../tooling/config/vitest.config.ts src/onnx-cases.test.ts
//   python ../../tooling/fixtures/check_onnx.py <folder>
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InvolutionModelDescription, involutionModel } from '@involution/adapters/onnx-model';
import { convertDataFormat, type InvolutionGeometry, involution, resolveGeometry } from '@involution/core';
import { aggregationCases, type GoldenAggregation, type GoldenTensor } from '@involution/fixtures';
import { expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';

const folder = process.env.ONNX_CASES;

it.runIf(folder)('writes the golden cases', () => {
  mkdirSync(folder!, { recursive: true });
  for (const golden of aggregationCases) writeCase(golden);
  expect(aggregationCases.length).toBeGreaterThan(0);
});

/** Two models of each case, one that states all sizes and one that leaves open what usually is. */
function writeCase(golden: GoldenAggregation): void {
  const [x, w, y] = [golden.x, golden.kernel, golden.y].map((tensor) => toNchw(golden, tensor));
  const options = { ...golden.options, dataFormat: 'NCHW' } as const;
  const geometry = resolveGeometry(x!.shape, w!.shape, options);
  const { magnitude } = involution(x!, w!, options);
  const terms = geometry.kernelHeight * geometry.kernelWidth;
  const text = JSON.stringify({ x, w, y, magnitude: Array.from(magnitude), terms });
  const attributes = attributesOf(geometry);
  writePair(golden.name, { xShape: x!.shape, kernelShape: w!.shape, attributes }, text);
  const open: InvolutionModelDescription = {
    xShape: ['N', x!.shape[1], 'H', 'W'],
    kernelShape: ['N', w!.shape[1], 'Ho', 'Wo'],
    attributes: { ...attributes, group: undefined },
  };
  writePair(`${golden.name}.symbolic`, open, text);
}

function writePair(name: string, description: InvolutionModelDescription, text: string): void {
  writeFileSync(join(folder!, `${name}.onnx`), expandInvolution(involutionModel(description)));
  writeFileSync(join(folder!, `${name}.json`), text);
}

function toNchw({ dataFormat }: GoldenAggregation, { data, shape }: GoldenTensor) {
  return convertDataFormat({ data, shape }, dataFormat, 'NCHW');
}

function attributesOf(g: InvolutionGeometry) {
  return {
    kernel_shape: [g.kernelHeight, g.kernelWidth],
    strides: [g.strideHeight, g.strideWidth],
    dilations: [g.dilationHeight, g.dilationWidth],
    pads: [g.padTop, g.padLeft, g.padBottom, g.padRight],
    group: g.groups,
    kernel_order: g.kernelOrder,
    channel_grouping: g.channelGrouping,
  };
}
