// What reports and messages call nodes and values.
import { printable } from '@involution/core';
import type { NodeProto } from '@involution/onnx-messages';

/** What reports call a node: its name; where it has none, its first output. */
export function nameOf({ name, output, opType }: NodeProto): string {
  return name || output.find((value) => value !== '') || opType;
}

/** The name of a value in a message. */
export function quoted(name: string): string {
  return `'${printable(name)}'`;
}

/** What ONNX calls one of the numbers of an enumeration; the number, where it has no name. */
export function nameOfNumber(names: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(names).find((name) => names[name] === value) ?? String(value);
}

/** A node in a message. */
export function quotedNode(node: NodeProto): string {
  return `node ${quoted(nameOf(node))}`;
}
