// Spans that the kernels on WebGPU compute: against the float64 reference, each element by a bound of its own.
import { floats, type GraphInit, ints, modelOf, numbers, op, value } from '@involution/adapters/onnx-graphs';
import { randomFloats } from '@involution/conformance';
import {
  computeFusedReference,
  errorBound,
  FLOAT32_UNIT_ROUNDOFF,
  type FusedGeometry,
  factorizedTermsOf,
  type InvolutionOptions,
  resolveFusedGeometry,
  sizeOf,
} from '@involution/core';
import { AttributeProto_AttributeType as Type } from '@involution/onnx-messages';
import * as ort from 'onnxruntime-web/webgpu';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../index.ts';

ort.env.wasm.numThreads = 1;

/** GPUs may flush subnormal numbers to zero, and this one does. */
const FLUSHES_BELOW = 2 ** -126;

const reports: InvolutionReport[] = [];
beforeEach(() => void reports.splice(0));
const onSession = (report: InvolutionReport) => void reports.push(report);
registerInvolution(ort, { name: 'channels-last', executionProviders: ['webgpu'], onSession });
const channelsFirst = { name: 'webgpu', preferredLayout: 'NCHW' } as const;
registerInvolution(ort, { name: 'channels-first', executionProviders: [channelsFirst], onSession });

/** A layer: x → 1×1 convolution, with the strides → ReLU → span → involution. Pads are as many as keep the features' positions. */
interface Layer {
  readonly x: readonly [batch: number, channels: number, ...spatial: number[]];
  readonly featureCount: number;
  readonly groups: number;
  readonly hasBias: boolean;
  readonly kernelSize: readonly number[];
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly dialect?: Pick<InvolutionOptions, 'kernelOrder' | 'channelGrouping'>;
}

const LAYERS: Readonly<Record<string, Layer>> = {
  'groups of sixteen': { x: [1, 32, 9, 10], featureCount: 8, groups: 2, hasBias: true, kernelSize: [7, 7] },
  'odd numbers of all, batch of two': {
    x: [2, 15, 5, 7],
    featureCount: 3,
    groups: 5,
    hasBias: false,
    kernelSize: [3, 3],
  },
  'strides and dilations, an even kernel': {
    x: [1, 12, 11, 9],
    featureCount: 4,
    groups: 3,
    hasBias: true,
    kernelSize: [2, 5],
    strides: [2, 3],
    dilations: [3, 1],
  },
  'the dialect of Keras': {
    x: [2, 12, 6, 5],
    featureCount: 4,
    groups: 3,
    hasBias: true,
    kernelSize: [3, 3],
    dialect: { kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
  },
  'a single position under a larger kernel': {
    x: [1, 8, 1, 1],
    featureCount: 2,
    groups: 2,
    hasBias: true,
    kernelSize: [5, 5],
  },
  'rows of two': { x: [1, 8, 12, 2], featureCount: 4, groups: 1, hasBias: true, kernelSize: [3, 3] },
  'a line': { x: [2, 8, 13], featureCount: 4, groups: 2, hasBias: true, kernelSize: [5], strides: [2] },
  'a volume': { x: [1, 8, 4, 3, 5], featureCount: 4, groups: 2, hasBias: true, kernelSize: [3, 1, 3] },
};

/** All that a layer multiplies, with channels first. x and the weights before the features are integers, so that features are exact. */
function valuesOf({ x, featureCount, groups, hasBias, kernelSize }: Layer, name: string) {
  const spanSize = groups * sizeOf(kernelSize);
  return {
    x: numbers(x),
    reduce: numbers([featureCount, x[1]], 2),
    /** `[featureCount, spanSize]` */
    span: randomFloats(`${name} span`, featureCount * spanSize),
    bias: hasBias ? randomFloats(`${name} bias`, spanSize) : new Float32Array(spanSize),
    spanSize,
  };
}

type Values = ReturnType<typeof valuesOf>;

function geometryOf({ x, featureCount, kernelSize, strides, dilations, dialect }: Layer, { spanSize }: Values) {
  const [batch, , ...spatial] = x;
  const ones = kernelSize.map(() => 1);
  const positions = spatial.map((size, k) => Math.ceil(size / (strides ?? ones)[k]!));
  const shapes = { x, features: [batch, featureCount, ...positions], spanWeights: [featureCount, spanSize] };
  const options = { kernelSize, strides, dilations, pad: padOf({ kernelSize, dilations }), ...dialect };
  return resolveFusedGeometry(shapes, { ...options, dataFormat: 'channelsFirst' } as InvolutionOptions);
}

/** More before than after. */
function padOf({ kernelSize, dilations }: Pick<Layer, 'kernelSize' | 'dilations'>): [number, number][] {
  return kernelSize.map((size, k) => {
    const both = (size - 1) * (dilations?.[k] ?? 1);
    return [Math.ceil(both / 2), Math.floor(both / 2)];
  });
}

/** As a model whose sizes a run alone knows. */
function graphOf(layer: Layer, { reduce, span, bias, spanSize }: Values): GraphInit {
  const { x, featureCount, groups, hasBias, kernelSize, strides, dilations, dialect } = layer;
  const [, channels, ...spatial] = x;
  const ones = kernelSize.map(() => 1);
  const list = (name: string, given: readonly number[]) => ints(name, ...given.map(BigInt));
  const text = (name: string, s: string) => ({ name, type: Type.STRING, s: new TextEncoder().encode(s) });
  const constant = (name: string, sizes: readonly number[], data: Float32Array<ArrayBuffer>) => ({
    ...floats(name, sizes),
    rawData: new Uint8Array(data.buffer),
  });
  const transposed = new Float32Array(span.length).map(
    (_, k) => span[(k % featureCount) * spanSize + Math.floor(k / featureCount)]!,
  );
  const pad = padOf(layer);
  const attributes = [
    list('kernel_shape', kernelSize),
    list('strides', strides ?? ones),
    list('dilations', dilations ?? ones),
    list('pads', [...pad.map(([before]) => before), ...pad.map(([, after]) => after)]),
    { name: 'group', type: Type.INT, i: BigInt(groups) },
    ...(dialect
      ? [text('kernel_order', dialect.kernelOrder!), text('channel_grouping', dialect.channelGrouping!)]
      : []),
  ];
  return {
    input: [value('x', ['n', channels, ...spatial.map((_, k) => `size${k}`)])],
    output: [value('y')],
    initializer: [
      constant('reduce', [featureCount, channels, ...ones], reduce),
      constant('span', [spanSize, featureCount, ...ones], transposed),
      constant('bias', [spanSize], bias as Float32Array<ArrayBuffer>),
    ],
    node: [
      op('Conv', ['x', 'reduce'], 'reduced', [list('kernel_shape', ones), list('strides', strides ?? ones)]),
      op('Relu', ['reduced'], 'features'),
      op('Conv', ['features', 'span', ...(hasBias ? ['bias'] : [])], 'kernel', [list('kernel_shape', ones)]),
      { ...op('Involution', ['x', 'kernel'], 'involved', attributes), domain: 'ai.involution' },
      op('Neg', ['involved'], 'y'),
    ],
  };
}

/** Of x, by their definition. */
function featuresOf({ x, reduce }: Values, { batchSize, channels, featureCount, axes }: FusedGeometry): Float64Array {
  const inSizes = axes.map(({ inSize }) => inSize);
  const outSizes = axes.map(({ outSize }) => outSize);
  const [inCount, outCount] = [sizeOf(inSizes), sizeOf(outSizes)];
  return Float64Array.from({ length: batchSize * featureCount * outCount }, (_, k) => {
    const [n, r] = [Math.floor(k / outCount / featureCount), Math.floor(k / outCount) % featureCount];
    let [rest, at, step] = [k % outCount, 0, 1];
    for (const axis of [...axes].reverse()) {
      at += (rest % axis.outSize) * axis.stride * step;
      rest = Math.floor(rest / axis.outSize);
      step *= axis.inSize;
    }
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += reduce[r * channels + c]! * x[(n * channels + c) * inCount + at]!;
    return Math.max(0, sum);
  });
}

/** The largest error of −y as a share of its bound. */
function worstError(negated: ArrayLike<number>, values: Values, geometry: FusedGeometry): number {
  const { x, span: spanWeights, bias: spanBias } = values;
  const exact = computeFusedReference(geometry, { x, features: featuresOf(values, geometry), spanWeights, spanBias });
  if (negated.length !== exact.data.length) return Number.POSITIVE_INFINITY;
  const terms = factorizedTermsOf(geometry, geometry.featureCount);
  return exact.data.reduce((worst, y, k) => {
    const bound = errorBound(terms, exact.magnitude[k]!, FLOAT32_UNIT_ROUNDOFF, FLUSHES_BELOW);
    const error = Math.abs(-negated[k]! - y);
    return Math.max(worst, error === 0 ? 0 : error / bound);
  }, 0);
}

async function run(graph: GraphInit, x: ort.Tensor, provider: string): Promise<ort.Tensor> {
  const session = await ort.InferenceSession.create(modelOf(graph), { executionProviders: [provider] });
  try {
    return (await session.run({ x })).y!;
  } finally {
    await session.release();
  }
}

describe.each(['channels-last', 'channels-first'])('%s: a layer whose kernel computes the span', (provider) => {
  it.each(Object.entries(LAYERS))('is within the bound: %s', async (name, layer) => {
    const values = valuesOf(layer, name);
    const geometry = geometryOf(layer, values);
    const y = await run(graphOf(layer, values), new ort.Tensor('float32', values.x, layer.x), provider);
    expect(reports.at(-1)?.involutions).toEqual([{ node: 'involved', runsAs: 'kernel', span: 'kernel' }]);
    expect(reports.at(-1)?.convolutions).toEqual([]);
    expect(worstError((await y.getData()) as Float32Array, values, geometry)).toBeLessThanOrEqual(1);
  });
});

describe('a session', () => {
  const layer = LAYERS['groups of sixteen']!;
  const values = valuesOf(layer, 'session');
  const graph = graphOf(layer, values);
  const create = (model: GraphInit) =>
    ort.InferenceSession.create(modelOf(model), { executionProviders: ['channels-last'] });

  it('is right for each size that a run brings', async () => {
    const session = await create(graph);
    for (const x of [
      [1, 32, 9, 10],
      [2, 32, 4, 1],
      [1, 32, 3, 33],
      [1, 32, 9, 10],
    ] as const) {
      const sized = { ...layer, x };
      const ofSize = { ...values, x: numbers(x) };
      const { y } = await session.run({ x: new ort.Tensor('float32', ofSize.x, x) });
      expect(worstError(y!.data as Float32Array, ofSize, geometryOf(sized, ofSize))).toBeLessThanOrEqual(1);
    }
    await session.release();
  });

  it('has no W on the GPU, unless something else reads it', async () => {
    const sizes = [1, 32, 64, 65];
    // Larger than all else: x has 32 channels, and W 98.
    const wBytes = 4 * values.spanSize * 64 * 65;
    const largestBuffer = async (model: GraphInit): Promise<number> => {
      const buffers = vi.spyOn(GPUDevice.prototype, 'createBuffer');
      await run(model, new ort.Tensor('float32', numbers(sizes), sizes), 'channels-last');
      const bytes = buffers.mock.calls.map(([{ size }]) => size);
      buffers.mockRestore();
      return Math.max(...bytes);
    };
    expect(await largestBuffer(graph)).toBeLessThan(wBytes);
    expect(reports.at(-1)?.involutions).toMatchObject([{ span: 'kernel' }]);
    expect(await largestBuffer({ ...graph, output: [...graph.output!, value('kernel')] })).toBeGreaterThanOrEqual(
      wBytes,
    );
    expect(reports.at(-1)?.involutions).toEqual([{ node: 'involved', runsAs: 'kernel' }]);
  });

  it("fills the user's own tensor", async () => {
    const session = await create({ ...graph, output: [value('involved')] });
    const device = (await ort.env.webgpu.device) as GPUDevice;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const gpuBuffer = device.createBuffer({ size: 4 * sizeOf(layer.x), usage });
    const involved = ort.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims: layer.x });
    const x = () => ({ x: new ort.Tensor('float32', values.x, layer.x) });
    const { involved: onCpu } = await session.run(x());
    expect((await session.run(x(), { involved })).involved).toBe(involved);
    expect(await read(device, gpuBuffer)).toEqual(onCpu!.data);
    gpuBuffer.destroy();
    await session.release();
  });

  async function read(device: GPUDevice, buffer: GPUBuffer): Promise<Float32Array> {
    const staging = device.createBuffer({
      size: buffer.size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    return values;
  }

  it.each([[[1, 7, 9, 10]], [[1, 9, 10]]])(
    'takes no features of the shape %j, which are not its span’s',
    async (wrong) => {
      const node = graph.node!.slice(2);
      const session = await create({ ...graph, input: [...graph.input!, value('features')], node });
      const buffers = vi.spyOn(GPUDevice.prototype, 'createBuffer');
      const feeds = {
        x: new ort.Tensor('float32', values.x, layer.x),
        features: new ort.Tensor('float32', numbers(wrong), wrong),
      };
      await expect(session.run(feeds)).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_SHAPE', argument: "node 'kernel', input X" }),
      );
      expect(buffers).not.toHaveBeenCalled();
      buffers.mockRestore();
      await session.release();
    },
  );
});
