import {
  conv,
  floats,
  type GraphInit,
  int,
  ints,
  involution,
  modelOf,
  type NodeInit,
  numbers,
  op,
  type TensorInit,
  value,
  weights,
} from '@involution/adapters/onnx-graphs';
import { expandInvolution } from '@involution/onnx';
import { isInvolution, nodesOf } from '@involution/onnx/model';
import { fromPartial, ModelProto, TensorProto_DataType } from '@involution/onnx-messages';
import { loadForwardWasm } from '@involution/wasm';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../index.ts';
import { absorbSpans } from './absorb-spans.ts';

ort.env.wasm.numThreads = 1;

/** Channels, and features of a pixel. */
const C = 32;
const R = 8;
/** Weights of 3×3 for two groups of sixteen channels. */
const SPAN = 18;

interface Parts {
  span?: NodeInit;
  initializer?: TensorInit[];
  input?: GraphInit['input'];
  output?: GraphInit['output'];
  node?: NodeInit[];
}

const biased = op('Conv', ['features', 'span', 'bias'], 'kernel');

/** x → reduce → span → involution: a layer whose kernel tensor is all its own, unless parts of it are others. */
function layer({ span = biased, initializer = [], input = [], output = [], node = [] }: Parts = {}): GraphInit {
  return {
    input: [value('x', ['n', C, 'h', 'w']), ...(input as [])],
    output: [value('y', ['n', C, undefined, undefined]), ...(output as [])],
    initializer: [weights('reduce', R, C, 1), weights('span', SPAN, R, 2), floats('bias', [SPAN], 3), ...initializer],
    node: [conv(['x', 'reduce'], 'features'), span, involution(['x', 'kernel'], 'y'), ...node],
  };
}

function absorbed(graph: GraphInit) {
  const model = fromPartial(ModelProto, { graph });
  const sites = [...nodesOf(model)].filter(({ node }) => isInvolution(node));
  const spans = absorbSpans(model.graph!, sites, () => undefined, loadForwardWasm().canFuse);
  return { node: sites[0]!.node, spans };
}

describe('absorbSpans', () => {
  it('lets the involution read the features, and knows what W is made of', () => {
    const { node, spans } = absorbed(layer());
    expect(node.input).toEqual(['x', 'features']);
    const { channels, weights: matrix, bias } = spans.of(node)!;
    const filter = numbers([SPAN, R], 2);
    expect(channels).toBe(R);
    expect(Array.from(bias)).toEqual(Array.from(numbers([SPAN], 3)));
    expect(matrix).toEqual(filter);
  });

  it('takes none for a bias of zeros', () => {
    const { node, spans } = absorbed(layer({ span: conv(['features', 'span'], 'kernel') }));
    expect(spans.of(node)!.bias).toEqual(new Float32Array(SPAN));
  });

  it('finds the channels of an x without a stated shape, where a convolution made it', () => {
    const graph = layer();
    const before = [conv(['u', 'first'], 'raw'), op('Relu', ['raw'], 'x')];
    const initializer = [...graph.initializer!, weights('first', C, 3)];
    const { node } = absorbed({
      ...graph,
      input: [value('u', ['n', 3, 'h', 'w'])],
      initializer,
      node: [...before, ...graph.node!],
    });
    expect(node.input).toEqual(['x', 'features']);
  });

  it('leaves a W alone where no kernel fuses, or nobody knows', () => {
    const graph = layer();
    const narrow = { ...graph, input: [value('x', ['n', 8, 'h', 'w'])] };
    const unknown = { ...graph, input: [value('x')] };
    for (const other of [narrow, unknown]) expect(absorbed(other).node.input).toEqual(['x', 'kernel']);
  });

  it('takes a stride, dilations and wide pads', () => {
    const graph = layer();
    const attribute = [
      ints('kernel_shape', 3n, 3n),
      ints('strides', 2n, 3n),
      ints('dilations', 9n, 1n),
      ints('pads', 40n, 1n, 41n, 0n),
    ];
    const node = graph.node!.map((each) => (each.opType === 'Involution' ? { ...each, attribute } : each));
    expect(absorbed({ ...graph, node }).node.input).toEqual(['x', 'features']);
  });

  it('gives W back', () => {
    const { node, spans } = absorbed(layer());
    spans.undo(node);
    expect([node.input, spans.of(node)]).toEqual([['x', 'kernel'], undefined]);
  });

  it.each<[string, Parts]>([
    ['that another node reads too', { node: [op('Relu', ['kernel'], 'z')], output: [value('z')] }],
    ['that is an output of the graph', { output: [value('kernel')] }],
    ['of another operator', { span: op('Add', ['features', 'features'], 'kernel') }],
    ['of a stride', { span: op('Conv', ['features', 'span'], 'kernel', [ints('strides', 2n, 2n)]) }],
    ['of pads', { span: op('Conv', ['features', 'span'], 'kernel', [ints('pads', 0n, 0n, 1n, 1n)]) }],
    [
      'of groups',
      {
        span: op('Conv', ['features', 'half'], 'kernel', [int('group', 2n)]),
        initializer: [weights('half', SPAN, R / 2)],
      },
    ],
    [
      'of a window',
      { span: op('Conv', ['features', 'window'], 'kernel'), initializer: [floats('window', [SPAN, R, 1, 3])] },
    ],
    ['of weights that a run can replace', { input: [value('span', [SPAN, R, 1, 1])] }],
    [
      'of weights that are computed',
      { span: conv(['features', 'twice'], 'kernel'), node: [op('Add', ['span', 'span'], 'twice')] },
    ],
    ['of a bias that a run can replace', { input: [value('bias', [SPAN])] }],
  ])('leaves a W %s alone', (_, parts) => {
    const { node, spans } = absorbed(layer(parts));
    expect([node.input, spans.of(node)]).toEqual([['x', 'kernel'], undefined]);
  });
});

describe('a session', () => {
  beforeAll(() => registerInvolution(ort, { executionProviders: ['wasm'] }));
  const run = async (model: Uint8Array, provider: string, dims: readonly number[]) => {
    const session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
    const { y } = await session.run({ x: new ort.Tensor('float32', numbers(dims), dims) });
    await session.release();
    return { dims: y!.dims, data: y!.data };
  };

  it('says which spans its kernels compute', async () => {
    const seen: InvolutionReport[] = [];
    registerInvolution(ort, {
      name: 'reporting',
      executionProviders: ['wasm'],
      onSession: (report) => seen.push(report),
    });
    const model = modelOf(layer());
    await run(model, 'reporting', [1, C, 5, 6]);
    await run(modelOf(layer({ output: [value('kernel')] })), 'reporting', [1, C, 5, 6]);
    expect(seen.map(({ involutions }) => involutions)).toEqual([
      [{ node: 'y', runsAs: 'kernel', span: 'kernel' }],
      [{ node: 'y', runsAs: 'kernel' }],
    ]);
  });

  it.each([
    [2, C, 9, 7],
    [1, C, 40, 33],
    // Narrower than the fused kernel has it.
    [1, C, 5, 3],
  ])('gives the bits of the function with %i×%i×%i×%i', async (...dims) => {
    const model = modelOf(layer());
    expect(await run(model, 'involution', dims)).toEqual(await run(expandInvolution(model), 'wasm', dims));
  });

  const whoseFeaturesAreFed = (type: TensorProto_DataType) => {
    const { input, node, ...graph } = layer();
    const fed = [value('x', ['n', C, 'h', 'w'], type), value('features', undefined, type)];
    return modelOf({ ...graph, input: fed, node: node!.slice(1) });
  };

  it('takes no features of other channels than the span has', async () => {
    const session = await ort.InferenceSession.create(whoseFeaturesAreFed(TensorProto_DataType.FLOAT), {
      executionProviders: ['involution'],
    });
    const tensor = (...dims: number[]) => new ort.Tensor('float32', numbers(dims), dims);
    for (const features of [tensor(1, R + 1, 5, 6), tensor(R, 5, 6)]) {
      await expect(session.run({ x: tensor(1, C, 5, 6), features })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_SHAPE', argument: "node 'kernel', input X" }),
      );
    }
    await session.release();
  });

  it('takes no features of another type than the weights have', async () => {
    const model = whoseFeaturesAreFed(TensorProto_DataType.FLOAT16);
    await expect(ort.InferenceSession.create(model, { executionProviders: ['involution'] })).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_DTYPE', argument: "node 'kernel', input X" }),
    );
  });
});
