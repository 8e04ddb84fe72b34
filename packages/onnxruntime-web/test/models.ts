// Nets for tests of sessions.
import {
  conv,
  floats,
  type GraphInit,
  ints,
  involution,
  op,
  type Sizes,
  value,
  weights,
} from '@involution/adapters/onnx-graphs';
import { fromPartial, ModelProto, NodeProto, AttributeProto_AttributeType as Type } from '@involution/onnx-messages';

/** Channels, height and width of the nets below. */
export const C = 8;
export const H = 5;
export const W = 6;
const X: Sizes = [1, C, H, W];
/** Weights of 3×3 for two groups. */
const SPAN = 18;

/** x → conv → involution, with a kernel from x → conv → y: the least net that has all. */
export function layer(sizes: Sizes = X): GraphInit {
  return {
    input: [value('x', sizes)],
    output: [value('y', sizes)],
    initializer: [weights('reduce', C, C, 1), weights('span', SPAN, C, 2), weights('last', C, C, 3)],
    node: [
      conv(['x', 'reduce'], 'features'),
      conv(['features', 'span'], 'kernel'),
      involution(['features', 'kernel'], 'involved'),
      conv(['involved', 'last'], 'y'),
    ],
  };
}

/**
 * The same net on other spatial axes, with a window of three positions on each.
 *
 * @param stated Their sizes in the model, where they are not these.
 */
export function layerOn(spatial: readonly number[], stated: Sizes = spatial): GraphInit {
  const filter = (name: string, outChannels: number, seed: number) =>
    floats(name, [outChannels, C, ...spatial.map(() => 1)], seed);
  const ones = spatial.map(() => 1n);
  // Exporters write all of these, and without them JSEP takes no Conv but those of two spatial axes.
  const attributes = ['kernel_shape', 'strides', 'dilations'].map((name) => ints(name, ...ones));
  const conv1 = (input: string[], output: string) => op('Conv', input, output, attributes);
  return {
    input: [value('x', ['n', C, ...stated])],
    output: [value('y', ['n', C, ...stated])],
    initializer: [filter('reduce', C, 1), filter('span', 2 * 3 ** spatial.length, 2), filter('last', C, 3)],
    node: [
      conv1(['x', 'reduce'], 'features'),
      conv1(['features', 'span'], 'kernel'),
      involution(['features', 'kernel'], 'involved', 3, spatial.length),
      conv1(['involved', 'last'], 'y'),
    ],
  };
}

/** Two involutions that don't depend on each other. */
export function parallel(): GraphInit {
  return {
    input: [value('x', X)],
    output: [value('y', X)],
    initializer: [weights('left', SPAN, C, 1), weights('right', SPAN, C, 2)],
    node: [
      conv(['x', 'left'], 'kernelLeft'),
      conv(['x', 'right'], 'kernelRight'),
      involution(['x', 'kernelLeft'], 'a'),
      involution(['x', 'kernelRight'], 'b'),
      op('Add', ['a', 'b'], 'y'),
    ],
  };
}

/** Three in a row: two with nothing between them, then one after a residual sum. The same weights serve all kernels. */
export function series(): GraphInit {
  return {
    input: [value('x', X)],
    output: [value('y', X)],
    initializer: [weights('span', SPAN, C, 2)],
    node: [
      conv(['x', 'span'], 'kernel'),
      involution(['x', 'kernel'], 'a'),
      involution(['a', 'kernel'], 'b'),
      op('Add', ['b', 'x'], 'sum'),
      op('Clip', ['sum', 'low', 'high'], 'clipped'),
      conv(['clipped', 'span'], 'kernel2'),
      involution(['clipped', 'kernel2'], 'y'),
      op('Constant', [], 'low', [{ name: 'value_float', type: Type.FLOAT, f: -4 }]),
      op('Constant', [], 'high', [{ name: 'value_float', type: Type.FLOAT, f: 4 }]),
    ],
  };
}

/** An involution in the middle whose result is an output too, and outputs that no node makes. */
export function outputs(): GraphInit {
  const graph = layer();
  return {
    ...graph,
    input: [...graph.input!, value('unused', [1])],
    output: [
      value('y', X),
      value('involved', X),
      value('kernel', [1, SPAN, H, W]),
      value('x', X),
      value('reduce', [C, C, 1, 1]),
    ],
  };
}

/**
 * A model of one involution with something before and after it, so that the involution is between two sessions. Inputs
 * and outputs keep their names and their shapes.
 */
export function betweenSessions(bytes: Uint8Array): Uint8Array {
  const model = ModelProto.decode(bytes);
  const { node, input, output, valueInfo } = model.graph!;
  const inner = (name: string) => `inner ${name}`;
  for (const info of input) valueInfo.push({ ...info, name: inner(info.name) });
  for (const each of node) Object.assign(each, { input: each.input.map(inner), output: each.output.map(inner) });
  const identity = (from: string, to: string) => fromPartial(NodeProto, op('Identity', [from], to));
  node.unshift(...input.map(({ name }) => identity(name, inner(name))));
  node.push(...output.map(({ name }) => identity(inner(name), name)));
  return ModelProto.encode(model).finish();
}
