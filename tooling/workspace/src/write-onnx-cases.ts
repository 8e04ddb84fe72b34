// Writes the golden cases as expanded models, for tooling/fixtures/check_onnx.py to run them in Python's onnxruntime:
//
//   pnpm --filter @involution/workspace write-onnx-cases <folder>
//   python tooling/fixtures/check_onnx.py <folder>
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type InvolutionModelDescription, involutionModel } from '@involution/conformance/onnxruntime';
import { convertDataFormat, type InvolutionGeometry, involution, resolveGeometry, termsOf } from '@involution/core';
import {
  aggregationCases,
  aggregationCases1d,
  aggregationCases3d,
  type GoldenAggregation,
  type GoldenAggregationNd,
  type GoldenTensor,
} from '@involution/fixtures';
import { expandInvolution } from '@involution/onnx';

type Golden = GoldenAggregation | GoldenAggregationNd;

/** Names of sizes by their axis; batch is one dimension of both. */
const DYNAMIC_X = ['N', 'C', 'x0', 'x1', 'x2'];
const DYNAMIC_W = ['N', 'K', 'y0', 'y1', 'y2'];

const [argument] = process.argv.slice(2);
if (argument === undefined) throw new Error('expected a folder to write to');
const folder = resolve(process.env.INIT_CWD ?? '.', argument);
mkdirSync(folder, { recursive: true });
const cases: readonly Golden[] = [...aggregationCases, ...aggregationCases1d, ...aggregationCases3d];
for (const golden of cases) writeCase(golden);
console.log(`wrote ${cases.length} cases, two models each`);

/** Two models of each case, one that states all sizes and one with the dynamic dimensions that are usual. */
function writeCase(golden: Golden): void {
  const x = toChannelsFirst(golden, golden.x);
  const w = toChannelsFirst(golden, golden.kernel);
  const y = toChannelsFirst(golden, golden.y);
  const options = { ...golden.options, dataFormat: 'channelsFirst' } as const;
  const geometry = resolveGeometry(x.shape, w.shape, options);
  const { magnitude } = involution(x, w, options);
  const terms = termsOf(geometry, 'forward');
  const text = JSON.stringify({ x, w, y, magnitude: Array.from(magnitude), terms });
  const attributes = attributesOf(geometry);
  writePair(golden.name, { xShape: x.shape, kernelShape: w.shape, attributes }, text);
  const dynamic: InvolutionModelDescription = {
    xShape: x.shape.map((size, axis) => (axis === 1 ? size : DYNAMIC_X[axis])),
    kernelShape: w.shape.map((size, axis) => (axis === 1 ? size : DYNAMIC_W[axis])),
    attributes: { ...attributes, group: undefined },
  };
  writePair(`${golden.name}.symbolic`, dynamic, text);
}

function writePair(name: string, description: InvolutionModelDescription, text: string): void {
  writeFileSync(join(folder, `${name}.onnx`), expandInvolution(involutionModel(description)));
  writeFileSync(join(folder, `${name}.json`), text);
}

function toChannelsFirst({ dataFormat }: Golden, { data, shape }: GoldenTensor) {
  return convertDataFormat({ data, shape }, dataFormat, 'channelsFirst');
}

function attributesOf(g: InvolutionGeometry) {
  return {
    kernel_shape: g.axes.map(({ kernelSize }) => kernelSize),
    strides: g.axes.map(({ stride }) => stride),
    dilations: g.axes.map(({ dilation }) => dilation),
    pads: [...g.axes.map(({ padBefore }) => padBefore), ...g.axes.map(({ padAfter }) => padAfter)],
    group: g.groups,
    kernel_order: g.kernelOrder,
    channel_grouping: g.channelGrouping,
  };
}
