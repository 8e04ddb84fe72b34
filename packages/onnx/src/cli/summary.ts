// What the command line prints.

import { printable } from '@involution/core';
import type { FusedNode, Fusion, RejectedMatch } from '../fuse.ts';
import type { Dims } from '../graph/node-sites.ts';
import type { Inspection, InvolutionNode } from '../inspect.ts';

/** Of `fuse`. */
export function summarizeFusion({ fused, rejected, removed }: Fusion): string {
  const head = `${count(fused.length, 'involution')} fused, ${count(removed, 'node and initializer', 'nodes and initializers')} removed`;
  return lines(head, fused.map(describeFused), rejectedLines(rejected));
}

/** Of `expand`. */
export function summarizeExpansion(nodes: readonly InvolutionNode[]): string {
  return lines(`${count(nodes.length, 'Involution node')} expanded`, nodes.map(describeNode));
}

/** What became of the files beside the model; nothing to say where there are none. */
export function summarizeDataFiles(files: readonly string[], copied: readonly string[], isMerged: boolean): string {
  const did = (file: string) =>
    isMerged ? 'merged' : copied.includes(file) ? 'copied' : 'shared with the model before';
  return files.map((file) => `\n${indented(`external data ${printable(file)}: ${did(file)}`)}`).join('');
}

/** Of `inspect`. */
export function summarizeInspection({ opset, nodes, fusable, rejected }: Inspection): string {
  return lines(
    `ai.onnx ${opset ?? 'not imported'}`,
    [count(nodes.length, 'Involution node'), ...nodes.map(describeNode).map(indented)],
    [count(fusable.length, 'pattern to fuse', 'patterns to fuse'), ...fusable.map(describeFused).map(indented)],
    rejectedLines(rejected),
  );
}

function describeFused({ node, x, w, ...attributes }: FusedNode): string {
  const [name, from, by] = [node, x, w].map((each) => printable(each));
  return `${name}: ${describeAttributes(attributes)}, X ${from}, W ${by}`;
}

function describeNode({ node, isExpanded, attributes, x, w }: InvolutionNode): string {
  const order = attributes.kernel_order === 'group-major' ? '' : `, ${attributes.kernel_order}`;
  const grouping = attributes.channel_grouping === 'blocked' ? '' : `, ${attributes.channel_grouping}`;
  const state = isExpanded ? ', expanded' : '';
  return `${printable(node)}: ${describeAttributes(attributes)}${order}${grouping}, X ${describeDims(x)}, W ${describeDims(w)}${state}`;
}

interface Attributes {
  kernel_shape: readonly number[];
  strides: readonly number[];
  dilations: readonly number[];
  pads: readonly number[];
  group?: number | undefined;
}

function describeAttributes({ kernel_shape, strides, dilations, pads, group }: Attributes): string {
  const dilated = dilations.every((rate) => rate === 1) ? '' : ` dilations ${dilations.join('×')}`;
  return `${kernel_shape.join('×')} strides ${strides.join('×')}${dilated} pads ${pads.join(',')} group ${group ?? 'from W'}`;
}

function describeDims(dims: Dims | undefined): string {
  return dims === undefined ? 'of unknown shape' : `[${dims.map((size) => size ?? '?').join(', ')}]`;
}

function rejectedLines(rejected: readonly RejectedMatch[]): string[] {
  if (rejected.length === 0) return [];
  const head = count(rejected.length, 'rejected match', 'rejected matches');
  return [head, ...rejected.map(({ node, reason }) => indented(`${printable(node)}: ${reason}`))];
}

function lines(head: string, ...blocks: readonly string[][]): string {
  return [head, ...blocks.flat().map(indented)].join('\n');
}

function indented(line: string): string {
  return `  ${line}`;
}

function count(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
