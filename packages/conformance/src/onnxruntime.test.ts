// What the adapter asks of onnxruntime. That its models run is seen where there is something to run them.
import { ModelProto, type ValueInfoProto } from '@involution/onnx-messages';
import type * as Ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { inputsFor, makeCase } from './case.ts';
import { type OrtAdapterOptions, ortAdapter } from './onnxruntime.ts';

/** Stops behind the model, which is what these tests look at. */
async function modelFor(
  inputs: Parameters<NonNullable<ReturnType<typeof ortAdapter>['forwardTyped']>>[0],
  options: Partial<OrtAdapterOptions> = {},
): Promise<ModelProto> {
  let model: ModelProto | undefined;
  const toModel = (bytes: Uint8Array) => {
    model = ModelProto.decode(bytes);
    throw new Error('enough');
  };
  const adapter = ortAdapter({ name: 'models', ort: {} as typeof Ort, toModel, ...options });
  await expect(adapter.forwardTyped!(inputs)).rejects.toThrow('enough');
  return model!;
}

function attributesOf(model: ModelProto) {
  const attributes = model.graph!.node[0]!.attribute;
  return Object.fromEntries(
    attributes.map(({ name, i, ints, s }) => [
      name,
      ints.length > 0 ? ints.map(Number) : s.length > 0 ? `${new TextDecoder().decode(s)}` : Number(i),
    ]),
  );
}

const typeOf = ({ type }: ValueInfoProto) => (type?.value?.$case === 'tensorType' ? type.value.value : undefined);

describe('ortAdapter', () => {
  it('writes attributes and shapes as the case has them, and pads by rule as numbers', async () => {
    const c = makeCase('model', [1, 5, 6, 4], { kernelSize: [2, 3], strides: 2, groups: 2, kernelOrder: 'tap-major' });
    const model = await modelFor(inputsFor(c, 'channelsFirst'));
    expect(attributesOf(model)).toEqual({
      group: 2,
      kernel_order: 'tap-major',
      kernel_shape: [2, 3],
      strides: [2, 2],
      pads: [0, 0, 1, 1],
    });
    const [x, w] = model.graph!.input.map((input) =>
      typeOf(input)!.shape!.dim.map(({ value }) => Number(value?.value)),
    );
    expect(x).toEqual([1, 4, 5, 6]);
    expect(w).toEqual([1, 12, 3, 3]);
  });

  it('writes one to three spatial axes', async () => {
    const c = makeCase('model', [1, 5, 6, 7, 4], { kernelSize: 3, pad: 1, groups: 2 });
    expect(attributesOf(await modelFor(inputsFor(c, 'channelsFirst')))).toEqual({
      group: 2,
      kernel_shape: [3, 3, 3],
      pads: [1, 1, 1, 1, 1, 1],
    });
  });

  it('hands on bad options, ranks and types as they are', async () => {
    const c = inputsFor(makeCase('model', [1, 5, 6, 4], { kernelSize: 3, groups: 2 }), 'channelsFirst');
    const options = { kernelSize: [3], pad: -1, groups: 0 };
    const x = { data: new Int32Array(20), shape: [4, 5] };
    const model = await modelFor({ ...c, x, options });
    expect(attributesOf(model)).toEqual({ group: 0, kernel_shape: [3], pads: [-1, -1, -1, -1] });
    expect(model.graph!.input.map((input) => typeOf(input)!.elemType)).toEqual([6, 1]);
    expect(typeOf(model.graph!.input[0]!)!.shape!.dim).toHaveLength(2);
  });
});
