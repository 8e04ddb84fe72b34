import { DOMAIN, subgraphsOf } from '@involution/onnx/model';
import {
  type FunctionProto,
  fromPartial,
  GraphProto,
  ModelProto,
  type NodeProto,
  ValueInfoProto,
} from '@involution/onnx/proto';
import type { Subgraph } from './partition.ts';

/**
 * A subgraph of a model as a model of its own, with all of the whole that it needs: operator sets, functions, constants,
 * and what is known of its values. Shares its parts with the whole.
 *
 * @param known What is known of values that other subgraphs and involutions produce.
 */
export function subgraphModel(
  whole: ModelProto,
  subgraph: Subgraph,
  known: ReadonlyMap<string, ValueInfoProto>,
): ModelProto {
  const graph = whole.graph!;
  const infos = new Map([...graph.valueInfo, ...graph.output, ...graph.input].map((info) => [info.name, info]));
  const inputs = new Map(graph.input.map((info) => [info.name, info]));
  const produced = new Set(subgraph.nodes.flatMap(({ output }) => output));
  const isHere = (value: string) =>
    produced.has(value) || subgraph.inputs.includes(value) || subgraph.constants.has(value);
  const functions = functionsFor(subgraph.nodes, whole.functions);
  const domains = new Set(functions.map(({ domain }) => domain));
  return {
    ...fromPartial(ModelProto, {}),
    irVersion: whole.irVersion,
    producerName: whole.producerName,
    producerVersion: whole.producerVersion,
    domain: whole.domain,
    modelVersion: whole.modelVersion,
    metadataProps: whole.metadataProps,
    // Without a function of it the runtime knows nothing of this domain.
    opsetImport: whole.opsetImport.filter(({ domain }) => domain !== DOMAIN || domains.has(DOMAIN)),
    functions,
    graph: {
      ...fromPartial(GraphProto, {}),
      name: graph.name,
      node: [...subgraph.nodes],
      input: [
        ...subgraph.inputs.map((name) => inputs.get(name) ?? known.get(name) ?? infos.get(name) ?? unknown(name)),
        ...graph.input.filter(({ name }) => subgraph.constants.has(name)),
      ],
      output: subgraph.outputs.map((name) => infos.get(name) ?? unknown(name)),
      initializer: graph.initializer.filter(({ name }) => subgraph.constants.has(name)),
      sparseInitializer: graph.sparseInitializer.filter(({ values }) => subgraph.constants.has(values?.name ?? '')),
      valueInfo: graph.valueInfo.filter(({ name }) => produced.has(name) && !subgraph.outputs.includes(name)),
      quantizationAnnotation: graph.quantizationAnnotation.filter(({ tensorName }) => isHere(tensorName)),
    },
  };
}

/** A value of which the model says nothing: the runtime works it out. */
function unknown(name: string): ValueInfoProto {
  return fromPartial(ValueInfoProto, { name });
}

/** The model-local functions that nodes call, directly or through others, in the order of the model. */
function functionsFor(nodes: readonly NodeProto[], functions: readonly FunctionProto[]): FunctionProto[] {
  const byName = new Map<string, FunctionProto[]>();
  for (const each of functions) byName.set(nameOf(each), [...(byName.get(nameOf(each)) ?? []), each]);
  const called = new Set<FunctionProto>();
  const waiting = [...nodes];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const graph of subgraphsOf(node)) for (const inner of graph.node) waiting.push(inner);
    for (const callee of byName.get(nameOf({ domain: node.domain, name: node.opType })) ?? []) {
      if (called.has(callee)) continue;
      called.add(callee);
      for (const inner of callee.node) waiting.push(inner);
    }
  }
  return functions.filter((each) => called.has(each));
}

/** Without the overload: all of a name go together. */
function nameOf({ domain, name }: Pick<FunctionProto, 'domain' | 'name'>): string {
  return `${domain}::${name}`;
}
