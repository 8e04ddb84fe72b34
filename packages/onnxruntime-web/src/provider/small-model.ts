import { fromPartial, ModelProto } from '@involution/onnx/proto';

/**
 * A model of one node of float32, whose result is `y`.
 *
 * @param inputs Names, of tensors of any shape.
 */
export function smallModel(opType: string, inputs: readonly string[]): Uint8Array {
  const float = { value: { $case: 'tensorType' as const, value: { elemType: 1 } } };
  const value = (name: string) => ({ name, type: float });
  const node = [{ opType, input: [...inputs], output: ['y'] }];
  const graph = { name: opType, node, input: inputs.map(value), output: [value('y')] };
  return ModelProto.encode(
    fromPartial(ModelProto, { irVersion: 8n, opsetImport: [{ domain: '', version: 13n }], graph }),
  ).finish();
}
