// What reports and messages call nodes and values.
import type { NodeProto } from 'onnx-buf';

/** Longer names are shortened in messages. */
const MAX_LENGTH = 200;

/** Messages of other packages, and stacks. */
const MAX_TEXT = 4000;

/** What reports call a node: its name; where it has none, its first output. */
export function nameOf({ name, output, opType }: NodeProto): string {
  return name || output.find((value) => value !== '') || opType;
}

/** A text of a model as messages and terminals can show it: without control characters, and not of any length. */
export function printable(text: string, maxLength = MAX_LENGTH): string {
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}

/** The same of a text of several lines. */
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
