import type { GraphProto, ModelProto, NodeProto, TensorProto } from '@involution/onnx-messages';
import { subgraphsOf } from './edges.ts';

/** All constants of a model: initializers and attributes, of its graph, of its functions and of the subgraphs of either. */
export function* tensorsOf({ graph, functions }: ModelProto): Generator<TensorProto> {
  if (graph !== undefined) yield* tensorsOfGraph(graph);
  for (const { node } of functions) yield* tensorsOfNodes(node);
}

/** The constants in a node's own attributes. */
export function attributeTensors({ attribute }: NodeProto): TensorProto[] {
  return attribute.flatMap(({ t, tensors }) => (t === undefined ? tensors : [t, ...tensors]));
}

function* tensorsOfGraph({ initializer, sparseInitializer, node }: GraphProto): Generator<TensorProto> {
  yield* initializer;
  for (const { values, indices } of sparseInitializer) {
    if (values !== undefined) yield values;
    if (indices !== undefined) yield indices;
  }
  yield* tensorsOfNodes(node);
}

function* tensorsOfNodes(nodes: readonly NodeProto[]): Generator<TensorProto> {
  for (const node of nodes) {
    yield* attributeTensors(node);
    for (const graph of subgraphsOf(node)) yield* tensorsOfGraph(graph);
  }
}
