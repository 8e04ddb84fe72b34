import { kernelShapeFor, resolveGeometry, sizeOf, unexpected } from '@involution/core';
import type { InvolutionNode, Network, NetworkNode, Parameters } from '@involution/core/networks';
import {
  AttributeProto,
  AttributeProto_AttributeType,
  fromPartial,
  NodeProto,
  type TensorProto,
  TensorProto_DataType,
} from '@involution/onnx-messages';
import { attributeProtos, DOMAIN, OPERATOR } from '../operator/operator.ts';
import { type Affine, affineOf, foldableConvs, scaledWeights } from './batch-norm.ts';
import type { NetworkModelOptions } from './network-options.ts';
import type { Output } from './outputs.ts';
import { floatTensor, halfTensor } from './stored-weights.ts';

const { FLOAT, FLOAT16 } = TensorProto_DataType;

/** A convolution in ONNX's terms; 1×1 where nothing is said. */
interface Window {
  kernelSize?: number;
  stride?: number;
  padding?: number;
}

/** Makes ONNX nodes and constants of the nodes of a network, one after the other. */
export class NetworkGraph {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #parameters: Parameters;
  readonly #half: NetworkModelOptions['half'];
  readonly #outputs: ReadonlyMap<string, Output>;
  readonly #foldable: ReturnType<typeof foldableConvs>;
  readonly #folded: ReadonlySet<string>;
  /** What the results of nodes are called in the model, where not after the nodes. */
  readonly #values: ReadonlyMap<string, string>;

  constructor(
    network: Network,
    parameters: Parameters,
    {
      half,
      inputName,
      outputs,
    }: { half: NetworkModelOptions['half']; inputName: string; outputs: ReadonlyMap<string, Output> },
  ) {
    this.#parameters = parameters;
    this.#half = half;
    this.#outputs = outputs;
    this.#foldable = foldableConvs(network, outputs);
    this.#folded = new Set([...this.#foldable.values()].map(({ name }) => name));
    const inside = (value: string) => (half === 'throughout' ? `${value}/float16` : value);
    this.#values = new Map([
      ['input', inside(inputName)],
      ...[...outputs].map(([node, { value }]) => [node, inside(value)] as const),
    ]);
    if (half === 'throughout') this.#cast(inputName, inside(inputName), FLOAT16);
  }

  /** Adds what gives the outputs their type, behind all nodes. */
  finish(): void {
    if (this.#half !== 'throughout') return;
    for (const [node, { value }] of this.#outputs) this.#cast(this.#valueOf(node), value, FLOAT);
  }

  /** Adds what computes a node of the network from those before it. */
  async add(node: NetworkNode): Promise<void> {
    const { name } = node;
    const [y, inputs] = [this.#valueOf(name), node.inputs.map((input) => this.#valueOf(input))];
    const x = inputs[0]!;
    switch (node.op) {
      case 'conv':
        if (!this.#folded.has(name)) await this.#conv(x, y, name, node);
        return;
      case 'batchNorm': {
        const conv = this.#foldable.get(name);
        if (conv === undefined) return this.#batchNorm(x, y, node);
        const affine = await affineOf(name, node.epsilon, (parameter) => this.#read(parameter));
        return this.#conv(this.#valueOf(conv.inputs[0]!), y, conv.name, conv, affine);
      }
      case 'involution':
        return this.#involution(x, y, node);
      case 'maxPool':
        return this.#op('MaxPool', inputs, y, windowAttributes(node));
      case 'relu':
        return this.#op('Relu', inputs, y);
      case 'add':
        return this.#op('Add', inputs, y);
      case 'globalAveragePool':
        this.#op('GlobalAveragePool', inputs, `${name}/mean`);
        return this.#op('Flatten', [`${name}/mean`], y);
      case 'flatten':
        this.#op('Transpose', inputs, `${name}/channels_last`, [ints('perm', 0, 2, 3, 1)]);
        return this.#op('Flatten', [`${name}/channels_last`], y);
      case 'linear': {
        const weights = await this.#weights(`${name}.weight`);
        const bias = this.#constant(`${name}.bias`, await this.#read(`${name}.bias`));
        return this.#op('Gemm', [x, weights, bias], y, [int('transB', 1)]);
      }
    }
  }

  async #involution(x: string, y: string, node: InvolutionNode): Promise<void> {
    const { name, stride, epsilon, useReduceBias } = node;
    let pooled = x;
    if (stride > 1) {
      // Pads at the end alone make ⌈H/s⌉ windows, as the involution has, and do not count in the averages.
      const pads = ints('pads', 0, 0, stride - 1, stride - 1);
      pooled = `${name}/pooled`;
      this.#op('AveragePool', [x], pooled, [
        ints('kernel_shape', stride, stride),
        ints('strides', stride, stride),
        pads,
      ]);
    }
    const { scale, shift } = await affineOf(`${name}.conv1.bn`, epsilon, (parameter) => this.#read(parameter));
    if (useReduceBias) {
      const bias = await this.#read(`${name}.conv1.conv.bias`);
      for (const [c, value] of bias.entries()) shift[c]! += scale[c]! * value;
    }
    await this.#conv(pooled, `${name}/reduced`, `${name}.conv1.conv`, {}, { scale, shift });
    this.#op('Relu', [`${name}/reduced`], `${name}/features`);
    const bias = this.#constant(`${name}.conv2.conv.bias`, await this.#read(`${name}.conv2.conv.bias`));
    const span = [`${name}/features`, await this.#weights(`${name}.conv2.conv.weight`), bias];
    this.#op('Conv', span, `${name}/kernel`, windowAttributes({}));
    this.#op(OPERATOR, [x, `${name}/kernel`], y, attributesOf(node), DOMAIN);
  }

  /** @param behind The batch norm behind the convolution, to be folded into it. */
  async #conv(x: string, y: string, name: string, window: Window, behind?: Affine): Promise<void> {
    const weights = await this.#weights(`${name}.weight`, behind?.scale);
    const bias = behind ? [this.#constant(`${name}.bias`, Float32Array.from(behind.shift))] : [];
    this.#op('Conv', [x, weights, ...bias], y, windowAttributes(window));
  }

  async #batchNorm(x: string, y: string, node: NetworkNode & { op: 'batchNorm' }): Promise<void> {
    const names = ['weight', 'bias', 'running_mean', 'running_var'].map((suffix) => `${node.name}.${suffix}`);
    for (const name of names) this.#constant(name, await this.#read(name));
    this.#op('BatchNormalization', [x, ...names], y, [float('epsilon', node.epsilon)]);
  }

  /** Adds the weights of a convolution or a linear layer, and returns their name. */
  async #weights(name: string, scale?: Float64Array): Promise<string> {
    const values = await this.#read(name);
    const scaled = scale ? scaledWeights(values, scale) : values;
    const { shape } = this.#parameters.get(name)!;
    if (this.#half !== true) return this.#constant(name, scaled, shape);
    this.initializers.push(halfTensor(name, shape, scaled));
    return this.#cast(name, `${name}/float32`, FLOAT);
  }

  #constant(name: string, values: Float32Array, shape: readonly number[] = [values.length]): string {
    const tensorOf = this.#half === 'throughout' ? halfTensor : floatTensor;
    this.initializers.push(tensorOf(name, shape, values));
    return name;
  }

  #cast(value: string, result: string, to: TensorProto_DataType): string {
    this.#op('Cast', [value], result, [int('to', to)]);
    return result;
  }

  #op(opType: string, input: string[], output: string, attribute: AttributeProto[] = [], domain = ''): void {
    this.nodes.push(fromPartial(NodeProto, { name: output, opType, domain, input, output: [output], attribute }));
  }

  #valueOf(node: string): string {
    return this.#values.get(node) ?? node;
  }

  async #read(name: string): Promise<Float32Array> {
    const parameter = this.#parameters.get(name)!;
    const values = await parameter.read();
    if (values.length === sizeOf(parameter.shape)) return values;
    throw unexpected('INVALID_DATA', name, `${values.length} values`, `as many as a shape of [${parameter.shape}] has`);
  }
}

function windowAttributes({ kernelSize = 1, stride = 1, padding = 0 }: Window): AttributeProto[] {
  return [
    ints('kernel_shape', kernelSize, kernelSize),
    ints('strides', stride, stride),
    ints('pads', padding, padding, padding, padding),
  ];
}

function attributesOf(node: InvolutionNode): AttributeProto[] {
  const { kernelSize, stride, groups, padding, kernelOrder, channelGrouping } = node;
  // At stride 1, `'same'` pads alike at any size.
  const pad =
    padding === 'same'
      ? padding
      : ([
          [padding, padding],
          [padding, padding],
        ] as const);
  const options = { kernelSize, strides: stride, groups, pad, kernelOrder, channelGrouping };
  const shape = [1, kernelSize, kernelSize, node.channels];
  const { axes } = resolveGeometry(shape, kernelShapeFor(shape, options), options);
  return attributeProtos({
    kernel_shape: [kernelSize, kernelSize],
    strides: [stride, stride],
    dilations: [1, 1],
    pads: [...axes.map(({ padBefore }) => padBefore), ...axes.map(({ padAfter }) => padAfter)],
    group: groups,
    kernel_order: kernelOrder,
    channel_grouping: channelGrouping,
  });
}

function ints(name: string, ...values: number[]): AttributeProto {
  return fromPartial(AttributeProto, { name, type: AttributeProto_AttributeType.INTS, ints: values.map(BigInt) });
}

function int(name: string, value: number): AttributeProto {
  return fromPartial(AttributeProto, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
}

function float(name: string, f: number): AttributeProto {
  return fromPartial(AttributeProto, { name, type: AttributeProto_AttributeType.FLOAT, f });
}
