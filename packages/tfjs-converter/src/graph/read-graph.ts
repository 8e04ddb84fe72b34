import { InvolutionError } from '@involution/core';
import type { io } from '@tensorflow/tfjs-core';
import { field, type GraphNode, nodeOf, valueNamed } from './node.ts';

/** The graph of a model. */
export interface Graph {
  /** Each after those that it depends on. */
  readonly nodes: readonly GraphNode[];
  /** The values that the model's signature says are its outputs. */
  readonly outputs: readonly string[];
}

/**
 * Reads the graph of a graph model.
 *
 * @throws InvolutionError `INVALID_MODEL` when the model is none, or a graph that cannot run: two nodes of one name, inputs that
 * no node makes, a circle.
 */
export function readGraph(model: io.ModelArtifacts): Graph {
  const modelTopology = field(model, 'modelTopology');
  const definitions = field(modelTopology, 'node');
  if (!Array.isArray(definitions)) {
    throw invalid(
      field(modelTopology, 'model_config') === undefined && field(modelTopology, 'class_name') === undefined
        ? 'The model has no list of nodes, so it is not a graph model of tensorflowjs_converter.'
        : 'The model is a layers model, and a graph model is expected: convert with --output_format=tfjs_graph_model.',
    );
  }
  const nodes = definitions.map(readNode);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  if (byName.size < nodes.length) {
    const seen = new Set<string>();
    const again = nodes.find(({ name }) => seen.size === seen.add(name).size)!;
    throw invalid(`Two nodes have the name ${JSON.stringify(again.name)}.`);
  }
  const signatures = [model.signature, field(model.userDefinedMetadata, 'signature')];
  return { nodes: sorted(nodes, byName), outputs: signatures.flatMap(outputsOf) };
}

function readNode(definition: unknown, k: number): GraphNode {
  const [name, op] = [field(definition, 'name'), field(definition, 'op')];
  if (typeof name !== 'string' || typeof op !== 'string') throw invalid(`node[${k}] has no name or no op.`);
  const input = field(definition, 'input') ?? [];
  if (!Array.isArray(input) || input.some((each) => typeof each !== 'string')) {
    throw invalid(`The input of the node ${JSON.stringify(name)} is not a list of names.`);
  }
  const isControl = (each: string) => each.startsWith('^');
  return {
    name,
    op,
    inputs: (input as string[]).filter((each) => !isControl(each)).map(valueNamed),
    controls: (input as string[]).filter(isControl).map((each) => each.slice(1)),
    attr: (field(definition, 'attr') ?? {}) as GraphNode['attr'],
  };
}

/** The nodes in an order in which they can run. What the next turn of a loop brings is not there yet in its first. */
function sorted(nodes: readonly GraphNode[], byName: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const waiting = new Map<GraphNode, number>();
  const readers = new Map<GraphNode, GraphNode[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) {
    const before = [...node.inputs.map(nodeOf), ...node.controls].map((name) => {
      const producer = byName.get(name);
      if (producer !== undefined) return producer;
      throw invalid(`The node ${JSON.stringify(node.name)} reads ${JSON.stringify(name)}, which no node makes.`);
    });
    const needed = before.filter(({ op }) => op !== 'NextIteration');
    waiting.set(node, needed.length);
    for (const each of needed) readers.get(each)!.push(node);
  }
  const ready = nodes.filter((node) => waiting.get(node) === 0);
  // The list grows while it is walked.
  for (const node of ready) {
    for (const reader of readers.get(node)!) {
      const left = waiting.get(reader)! - 1;
      waiting.set(reader, left);
      if (left === 0) ready.push(reader);
    }
  }
  if (ready.length < nodes.length) {
    const inCircle = nodes.find((node) => waiting.get(node)! > 0)!;
    throw invalid(`The node ${JSON.stringify(inCircle.name)} depends on itself.`);
  }
  return ready;
}

function outputsOf(signature: unknown): string[] {
  const outputs = field(signature, 'outputs');
  if (typeof outputs !== 'object' || outputs === null) return [];
  return Object.values(outputs).flatMap((output) => {
    const name = field(output, 'name');
    return typeof name === 'string' ? [valueNamed(name)] : [];
  });
}

function invalid(message: string): InvolutionError {
  return new InvolutionError('INVALID_MODEL', 'model', message);
}
