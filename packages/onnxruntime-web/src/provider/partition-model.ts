import { initializerNames } from '@involution/onnx/model';
import type { GraphProto, NodeProto } from '@involution/onnx/proto';
import { prefersChannelsLast } from './onnxruntime-internals.ts';
import type { OrtModule, ProviderConfig } from './ort.ts';
import { type Partition, partitionGraph, type Subgraph } from './partition.ts';

/** A graph in partitions, as an execution provider wants them. */
export interface PartitionedModel {
  /** Those values that are handed over with channels last are called otherwise outside of the subgraphs. */
  partitions: readonly Partition[];
  /** Values that go from one session or involution to another with channels last. */
  channelsLast: ReadonlySet<string>;
  /** One of the involutions as a subgraph of its own, with the values of its partition. */
  asSubgraph(node: NodeProto): Subgraph;
}

/**
 * Partitions a graph at its involutions, and at what our kernels compute beside them.
 *
 * @param isOurs Whether a node is one of them.
 */
export async function partitionModel(
  ort: Pick<OrtModule, 'env'>,
  config: ProviderConfig,
  graph: GraphProto,
  isOurs: (node: NodeProto) => boolean,
): Promise<PartitionedModel> {
  const partitions = partitionGraph(graph, new Set(graph.node.filter(isOurs)));
  const layout = prefersChannelsLast(ort, config) ? await import('./channels-last.ts') : undefined;
  const channelsLast = layout?.channelsLastValues(graph, partitions) ?? new Set<string>();
  const arranged = (all: readonly Partition[]) => layout?.withChannelsLast(all, channelsLast) ?? all;
  const constants = new Set(initializerNames(graph));
  return {
    partitions: arranged(partitions),
    channelsLast,
    asSubgraph(node) {
      const reads = [...new Set(node.input)];
      const subgraph = {
        nodes: [node],
        inputs: reads.filter((value) => !constants.has(value)),
        outputs: node.output,
        constants: new Set(reads.filter((value) => constants.has(value))),
      };
      return arranged([{ subgraph, involutions: [] }])[0]!.subgraph!;
    },
  };
}
