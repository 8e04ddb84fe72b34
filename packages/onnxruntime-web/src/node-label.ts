import type { NodeProto } from 'onnx-buf';

/** What messages call a node: its name, or, where it has none, what it makes. */
export function labelOf({ name, output, opType }: NodeProto): string {
  return name === '' ? (output[0] ?? opType) : name;
}
