import type { FunctionProto, GraphProto, ModelProto, NodeProto, ValueInfoProto } from '@involution/onnx-messages';
import { subgraphsOf } from './edges.ts';

/** Size of each axis, `undefined` where the model leaves it open. */
export type Dims = readonly (number | undefined)[];

/** A node, with what surrounds it. */
export interface NodeSite {
  node: NodeProto;
  /** The model-local function that holds the node, if one does. */
  inFunction: FunctionProto | undefined;
  /** The shape that the model states for a value that the node can see; `undefined` when it states none. */
  shapeOf(value: string): Dims | undefined;
}

/** All nodes of a model: of its graph and its functions, and of the subgraphs (`If`, `Loop`, `Scan`) of either. */
export function* nodesOf(model: ModelProto): Generator<NodeSite> {
  if (model.graph !== undefined) yield* nodesOfGraph(model.graph, undefined, () => undefined);
  for (const inFunction of model.functions) {
    yield* nodesIn(inFunction.node, inFunction, shapesOf(inFunction.valueInfo));
  }
}

function* nodesOfGraph(
  graph: GraphProto,
  inFunction: FunctionProto | undefined,
  outerShapeOf: NodeSite['shapeOf'],
): Generator<NodeSite> {
  const declared = shapesOf([...graph.valueInfo, ...graph.output, ...graph.input]);
  const initializers = new Map(graph.initializer.map(({ name, dims }) => [name, dims.map(Number)]));
  // Like any name, a subgraph's own values hide those around it.
  yield* nodesIn(graph.node, inFunction, (value) => declared(value) ?? initializers.get(value) ?? outerShapeOf(value));
}

function* nodesIn(
  nodes: readonly NodeProto[],
  inFunction: FunctionProto | undefined,
  shapeOf: NodeSite['shapeOf'],
): Generator<NodeSite> {
  for (const node of nodes) {
    yield { node, inFunction, shapeOf };
    for (const graph of subgraphsOf(node)) yield* nodesOfGraph(graph, inFunction, shapeOf);
  }
}

function shapesOf(infos: readonly ValueInfoProto[]): NodeSite['shapeOf'] {
  const shapes = new Map<string, Dims>();
  for (const { name, type } of infos) {
    const shape = type?.value?.$case === 'tensorType' ? type.value.value.shape : undefined;
    if (shape === undefined) continue;
    shapes.set(
      name,
      // Some exporters write −1 for a size that they leave dynamic.
      shape.dim.map(({ value }) => (value?.$case === 'dimValue' && value.value >= 0 ? Number(value.value) : undefined)),
    );
  }
  return (value) => shapes.get(value);
}
