// What reports and messages call nodes and values.
import { printable } from '@involution/core';
import type { NodeProto } from 'onnx-buf';

/** Messages of other packages, and stacks. */
const MAX_TEXT = 4000;

/** What reports call a node: its name; where it has none, its first output. */
export function nameOf({ name, output, opType }: NodeProto): string {
  return name || output.find((value) => value !== '') || opType;
}

/** A text of several lines as terminals can show it: each as `printable` has it. */
export function printableLines(text: string): string {
  const lines = text.slice(0, MAX_TEXT).split('\n');
  return lines.map((line) => printable(line, MAX_TEXT)).join('\n');
}

/** The name of a value in a message. */
export function quoted(name: string): string {
  return `'${printable(name)}'`;
}

/** A node in a message. */
export function quotedNode(node: NodeProto): string {
  return `node ${quoted(nameOf(node))}`;
}
