import type { NodeProto } from 'onnx-buf';

/** What reports and messages call a node: its name; where it has none, its first output. */
export function nameOf({ name, output, opType }: NodeProto): string {
  return name || output.find((value) => value !== '') || opType;
}
