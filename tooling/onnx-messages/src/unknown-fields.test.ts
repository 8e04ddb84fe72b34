import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { expect, it } from 'vitest';
import { ModelProto, ValueInfoProto } from './onnx-ml.ts';

it('keeps fields that the definition does not have, and the types of values that are no tensors', () => {
  // sequence_type of TypeProto is field 4; training_info of ModelProto is field 20.
  const sequence = new BinaryWriter().uint32(34).fork().uint32(10).string('of what').join().finish();
  const value = new BinaryWriter().uint32(10).string('x').uint32(18).bytes(sequence).finish();
  const graph = new BinaryWriter().uint32(90).bytes(value).finish();
  const file = new BinaryWriter().uint32(58).bytes(graph).uint32(162).string('training').finish();
  const model = ModelProto.decode(file);
  const [input] = model.graph!.input;
  expect(input).toMatchObject({ name: 'x', type: { value: undefined } });
  expect(ValueInfoProto.encode(input!).finish()).toEqual(value);
  expect(ModelProto.encode(model).finish()).toEqual(file);
});
