// What reports and messages call nodes and values.
import { printable } from '@involution/core';
import type { NodeProto } from 'onnx-buf';

/** What reports call a node: its name; where it has none, its first output. */
export function nameOf({ name, output, opType }: NodeProto): string {
  return name || output.find((value) => value !== '') || opType;
}

/** The name of a value in a message. */
export function quoted(name: string): string {
  return `'${printable(name)}'`;
}

/** A node in a message. */
export function quotedNode(node: NodeProto): string {
  return `node ${quoted(nameOf(node))}`;
}
