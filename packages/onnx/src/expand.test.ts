import { edited, expectInvolution, filled, parse, runInOrt } from '@involution/adapters/onnx-testing';
import { involutionModel } from '@involution/conformance/onnxruntime';
import { involution } from '@involution/core';
import {
  type DeepPartial,
  FunctionProto,
  fromPartial,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  TensorProto_DataType,
  AttributeProto_AttributeType as Type,
  ValueInfoProto,
} from '@involution/onnx-messages';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';

type NodeInit = DeepPartial<NodeProto>;

const X = [1, 4, 5, 6];
const W = [1, 18, 5, 6];
const ONE = { xShape: X, kernelShape: W, attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] } };
const OPTIONS = { kernelSize: [3, 3], pad: 1, dataFormat: 'channelsFirst' } as const;

const [x, w] = [filled(X, 1), filled(W, 2)];

/** An involution node that keeps the size of its input. */
function node(input: string[], output: string, kernelOrder = 'group-major'): NodeInit {
  return {
    name: `make ${output}`,
    opType: 'Involution',
    domain: 'ai.involution',
    input,
    output: [output],
    attribute: [
      { name: 'kernel_shape', type: Type.INTS, ints: [3n, 3n] },
      { name: 'pads', type: Type.INTS, ints: [1n, 1n, 1n, 1n] },
      { name: 'kernel_order', type: Type.STRING, s: new TextEncoder().encode(kernelOrder) },
    ],
  };
}

/** The model of inputs X and W and output Y with other nodes, and whatever else is changed. */
function modelOf(nodes: NodeInit[], edit: (model: ModelProto) => void = () => {}): Uint8Array {
  return edited(involutionModel(ONE), (model) => {
    model.graph!.node = nodes.map((init) => fromPartial(NodeProto, init));
    edit(model);
  });
}

describe('expandInvolution', () => {
  it('keeps the node, but for the name of the function that it now calls', () => {
    const [before] = parse(involutionModel(ONE)).graph!.node;
    const { graph, functions } = parse(expandInvolution(involutionModel(ONE)));
    const opType = 'Involution_k3x3_s1x1_d1x1_p1_1_1_1_group_major_blocked';
    expect(graph!.node).toEqual([{ ...before, opType }]);
    expect(functions.map(({ domain, name }) => [domain, name])).toEqual([['ai.involution', opType]]);
  });

  it('uses standard operators alone, of the version that the model imports', () => {
    const [body] = parse(expandInvolution(involutionModel({ ...ONE, opset: 19 }))).functions;
    expect(new Set(body!.node.map(({ domain }) => domain))).toEqual(new Set(['']));
    expect(body!.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 19n]]);
  });

  it('computes nothing that Y does not depend on, but for what was read to compare sizes', () => {
    for (const [kernel_order, channel_grouping] of [
      ['group-major', 'blocked'],
      ['tap-major', 'interleaved'],
    ] as const) {
      const attributes = { ...ONE.attributes, kernel_order, channel_grouping };
      const [{ node: nodes }] = parse(expandInvolution(involutionModel({ ...ONE, attributes }))).functions as [
        FunctionProto,
      ];
      const used = new Set(['Y', ...nodes.flatMap(({ input }) => input)]);
      const unused = nodes.flatMap(({ output }) => output).filter((value) => !used.has(value));
      expect(unused).toEqual(['read_unused']);
    }
  });

  it('lists a running sum after the product that it meets, for onnxruntime to compute it first', () => {
    const [{ node: nodes }] = parse(expandInvolution(involutionModel(ONE))).functions as [FunctionProto];
    const positionOf = (value: string) => nodes.findIndex(({ output }) => output.includes(value));
    const additions = nodes.filter(({ opType }) => opType === 'Add').slice(1);
    expect(additions).toHaveLength(7);
    for (const { input } of additions) expect(positionOf(input[0]!)).toBeGreaterThan(positionOf(input[1]!));
  });

  it('raises the IR version to that of such functions, and no further than the model has it', () => {
    const withIr = (version: bigint) =>
      parse(
        expandInvolution(
          edited(involutionModel(ONE), (model) => {
            model.irVersion = version;
          }),
        ),
      ).irVersion;
    expect([withIr(7n), withIr(9n), withIr(11n)]).toEqual([9n, 9n, 11n]);
  });

  it('adds the import of the domain where it is missing', () => {
    const model = edited(involutionModel(ONE), ({ opsetImport }) => void opsetImport.pop());
    const imports = parse(expandInvolution(model)).opsetImport.map(({ domain, version }) => [domain, version]);
    expect(imports).toEqual([
      ['', 18n],
      ['ai.involution', 1n],
    ]);
  });

  it('does not change its input', () => {
    const model = involutionModel(ONE);
    const copy = model.slice();
    expandInvolution(model);
    expect(model).toEqual(copy);
  });

  it('returns a model that is expanded already as it is', () => {
    const once = expandInvolution(involutionModel(ONE));
    expect(expandInvolution(once)).toBe(once);
  });

  it('returns a model without an involution as it is, whatever its version', () => {
    const relu = modelOf([{ opType: 'Relu', input: ['X'], output: ['Y'] }], ({ opsetImport }) => {
      opsetImport[0]!.version = 9n;
    });
    expect(expandInvolution(relu)).toBe(relu);
  });

  it('leaves the nodes of a model alone that has a body for them', () => {
    const body = fromPartial(FunctionProto, {
      domain: 'ai.involution',
      name: 'Involution',
      input: ['a', 'b'],
      output: ['c'],
      node: [{ opType: 'Add', input: ['a', 'b'], output: ['c'] }],
    });
    const model = edited(involutionModel(ONE), ({ functions }) => void functions.push(body));
    expect(expandInvolution(model)).toBe(model);
  });

  it('completes a model of which one node has been expanded', async () => {
    const half = edited(expandInvolution(modelOf([node(['X', 'W'], 'Y')])), ({ graph }) => {
      graph!.node = [
        { ...graph!.node[0]!, name: 'first', output: ['mid'] },
        fromPartial(NodeProto, node(['mid', 'W'], 'Y')),
      ];
    });
    const whole = expandInvolution(half);
    expect(parse(whole).functions).toHaveLength(1);
    expectTwice(await runInOrt(whole, { X: x, W: w }));
  });

  it('makes one function for equal attributes, however they are spelled, and one for each other set', async () => {
    const spelledOut = node(['X', 'W'], 'mid');
    spelledOut.attribute = [...spelledOut.attribute!, { name: 'strides', type: Type.INTS, ints: [1n, 1n] }];
    const model = expandInvolution(
      modelOf([spelledOut, node(['mid', 'W'], 'mid2'), node(['mid2', 'W'], 'Y', 'tap-major')]),
    );
    expect(parse(model).functions.map(({ name }) => name)).toEqual([
      'Involution_k3x3_s1x1_d1x1_p1_1_1_1_group_major_blocked',
      'Involution_k3x3_s1x1_d1x1_p1_1_1_1_tap_major_blocked',
    ]);
    const twice = involution(involution(x, w, OPTIONS), w, OPTIONS);
    const thrice = involution(twice, w, { ...OPTIONS, kernelOrder: 'tap-major' });
    const y = await runInOrt(model, { X: x, W: w });
    expect(relativeError(y.data, thrice)).toBeLessThan(1e-5);
  });

  it.each([
    ['kernel_shape', [3, 1]],
    ['strides', [1, 2]],
    ['dilations', [2, 1]],
    ['pads', [1, 1, 1, 2]],
    ['group', 2],
    ['kernel_order', 'tap-major'],
    ['channel_grouping', 'interleaved'],
  ])('names another function for another %s', (name, value) => {
    const nameFor = (change: Record<string, string | number | number[]>) => {
      const attributes = { ...ONE.attributes, ...change };
      return parse(expandInvolution(involutionModel({ xShape: undefined, kernelShape: undefined, attributes })))
        .functions[0]!.name;
    };
    expect(nameFor({ [name]: value })).not.toBe(nameFor({}));
  });

  it('finds nodes in the branches of an If', async () => {
    const branch = (name: string, kernelOrder: string) => ({
      name,
      type: Type.GRAPH,
      g: {
        name,
        node: [node(['X', 'W'], `${name}_y`, kernelOrder)],
        output: [{ name: `${name}_y`, type: floats([1n, 4n, 5n, 6n]) }],
      },
    });
    const choice = {
      opType: 'If',
      input: ['condition'],
      output: ['Y'],
      attribute: [branch('then_branch', 'group-major'), branch('else_branch', 'tap-major')],
    };
    const condition = { name: 'condition', type: tensorType(TensorProto_DataType.BOOL, []) };
    const model = expandInvolution(
      modelOf([choice], ({ graph }) => void graph!.input.push(fromPartial(ValueInfoProto, condition))),
    );
    for (const [value, kernelOrder] of [
      [true, 'group-major'],
      [false, 'tap-major'],
    ] as const) {
      const y = await runInOrt(model, { X: x, W: w }, { condition: new ort.Tensor('bool', [value], []) });
      expectInvolution(y, x, w, { ...OPTIONS, kernelSize: [3, 3], kernelOrder });
    }
  });

  it('checks the nodes of a subgraph against the shapes around it', () => {
    const g = { name: 'body', node: [node(['X', 'W'], 'y')], output: [{ name: 'y', type: floats([]) }] };
    const outer = {
      opType: 'If',
      input: ['W'],
      output: ['Y'],
      attribute: [{ name: 'then_branch', type: Type.GRAPH, g }],
    };
    const model = modelOf([outer], ({ graph }) => {
      graph!.input[1] = fromPartial(ValueInfoProto, { name: 'W', type: floats([1n, 17n, 5n, 6n]) });
    });
    expect(() => expandInvolution(model)).toThrow(expect.objectContaining({ code: 'KERNEL_SHAPE_MISMATCH' }));
  });

  it('finds nodes in other model-local functions', async () => {
    const twice = {
      domain: 'test',
      name: 'Twice',
      input: ['a', 'b'],
      output: ['c'],
      opsetImport: [{ domain: '', version: 18n }],
      node: [node(['a', 'b'], 'mid'), node(['mid', 'b'], 'c')],
    };
    const model = expandInvolution(
      modelOf([{ opType: 'Twice', domain: 'test', input: ['X', 'W'], output: ['Y'] }], (before) => {
        before.functions.push(fromPartial(FunctionProto, twice));
        // The graph itself holds no involution.
        before.opsetImport[1] = fromPartial(OperatorSetIdProto, { domain: 'test', version: 1n });
      }),
    );
    expect(parse(model).functions[0]!.opsetImport.map(({ domain }) => domain)).toEqual(['', 'ai.involution']);
    expectTwice(await runInOrt(model, { X: x, W: w }));
  });
});

describe('expandInvolution throws for', () => {
  const malformed: [string, Uint8Array][] = [
    ['no bytes', new Uint8Array(0)],
    ['bytes that are no protobuf', Uint8Array.from([0xff, 0xff, 0xff, 0xff])],
    ['text', new TextEncoder().encode('<!DOCTYPE html>')],
    ['half a model', involutionModel(ONE).slice(0, 90)],
    ['a model without a graph', ModelProto.encode(fromPartial(ModelProto, { irVersion: 8n })).finish()],
    ['standard operators that are too old', involutionModel({ ...ONE, opset: 12 })],
    [
      'no import of the standard operators',
      edited(involutionModel(ONE), ({ opsetImport }) => void opsetImport.shift()),
    ],
    [
      'another version of its domain',
      edited(involutionModel(ONE), ({ opsetImport }) => {
        opsetImport[1]!.version = 2n;
      }),
    ],
  ];
  it.each(malformed)('%s', (_, model) => {
    expect(() => expandInvolution(model)).toThrow(
      expect.objectContaining({ name: 'InvolutionError', code: 'INVALID_MODEL', argument: 'model' }),
    );
  });

  it.each([[[4097]], [[65, 64]], [[16, 16, 17]]])(
    'more taps than can be expanded, kernel_shape = %j',
    (kernel_shape) => {
      const model = involutionModel({ xShape: undefined, kernelShape: undefined, attributes: { kernel_shape } });
      const argument = "node 'involution', attribute kernel_shape";
      expect(() => expandInvolution(model)).toThrow(expect.objectContaining({ code: 'INVALID_MODEL', argument }));
    },
  );

  it('what is no Uint8Array', () => {
    // @ts-expect-error
    expect(() => expandInvolution('model.onnx')).toThrow(expect.objectContaining({ code: 'INVALID_MODEL' }));
  });
});

function expectTwice(y: { data: ArrayLike<number> }): void {
  expect(relativeError(y.data, involution(involution(x, w, OPTIONS), w, OPTIONS))).toBeLessThan(1e-5);
}

/** Largest error as a part of Σ|terms|, for results of several involutions, which no bound of one of them covers. */
function relativeError(actual: ArrayLike<number>, exact: { data: Float64Array; magnitude: Float64Array }): number {
  return Math.max(...exact.data.map((value, k) => Math.abs(actual[k]! - value) / exact.magnitude[k]!));
}

function floats(shape: bigint[]) {
  return tensorType(TensorProto_DataType.FLOAT, shape);
}

function tensorType(elemType: TensorProto_DataType, shape: bigint[]) {
  const dim = shape.map((value) => ({ value: { $case: 'dimValue' as const, value } }));
  return { value: { $case: 'tensorType' as const, value: { elemType, shape: { dim } } } };
}
