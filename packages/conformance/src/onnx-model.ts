import {
  AttributeProto,
  AttributeProto_AttributeType,
  fromPartial,
  ModelProto,
  TensorProto_DataType,
  ValueInfoProto,
} from '@involution/onnx-messages';

/** A number, the name of a symbolic size, or `undefined` for an axis of which nothing is known. */
export type Size = number | string | undefined;

/** What an attribute can be given as. Numbers that are no integers become floats, as a careless exporter would have it. */
export type AttributeInput = number | string | readonly number[];

/** Types that a tensor of a model can be declared with here. The operator takes those of floats. */
export type ElementType = 'float32' | 'float16' | 'int32';

const ELEMENT_TYPES: Readonly<Record<ElementType, TensorProto_DataType>> = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  int32: TensorProto_DataType.INT32,
};

/** One `ai.involution::Involution` node and what surrounds it. */
export interface InvolutionModelDescription {
  /** X, `[N, C, …]`, with one to three spatial sizes. `undefined`: the model states no shape. */
  xShape: readonly Size[] | undefined;
  /** W, `[N, G·ΠK, …]` or `[N, G, K…, …]`. `undefined`: the model states no shape. */
  kernelShape: readonly Size[] | undefined;
  /** The node's attributes by their ONNX names, unchecked; `undefined` ones are left out. */
  attributes: Readonly<Record<string, AttributeInput | undefined>>;
  /** Version of the standard operators. Default 18. */
  opset?: number;
  /** Types of X and W. Default: float32. */
  types?: Readonly<Record<'x' | 'kernel', ElementType>>;
}

/**
 * The bytes of an ONNX model of one involution: inputs `X` and `W`, output `Y` of the type of floats that W has, or else
 * float32. Nothing is checked, so that tests can make bad models too.
 */
export function involutionModel({
  xShape,
  kernelShape,
  attributes,
  opset = 18,
  types = { x: 'float32', kernel: 'float32' },
}: InvolutionModelDescription): Uint8Array {
  const attribute = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [attributeOf(name, value)],
  );
  const model = fromPartial(ModelProto, {
    irVersion: 8n,
    producerName: 'involution-tests',
    opsetImport: [
      { domain: '', version: BigInt(opset) },
      { domain: 'ai.involution', version: 1n },
    ],
    graph: {
      name: 'involution',
      input: [valueInfo('X', xShape, types.x), valueInfo('W', kernelShape, types.kernel)],
      output: [
        valueInfo(
          'Y',
          xShape?.map(() => undefined),
          types.kernel === 'int32' ? 'float32' : types.kernel,
        ),
      ],
      node: [
        {
          name: 'involution',
          opType: 'Involution',
          domain: 'ai.involution',
          input: ['X', 'W'],
          output: ['Y'],
          attribute,
        },
      ],
    },
  });
  return ModelProto.encode(model).finish();
}

function valueInfo(name: string, shape: readonly Size[] | undefined, type: ElementType): ValueInfoProto {
  const dims = shape && { dim: shape.map(dimOf) };
  const elemType = ELEMENT_TYPES[type];
  return fromPartial(ValueInfoProto, {
    name,
    type: { value: { $case: 'tensorType', value: { elemType, shape: dims } } },
  });
}

function dimOf(size: Size) {
  if (size === undefined) return {};
  return typeof size === 'number'
    ? { value: { $case: 'dimValue', value: BigInt(size) } as const }
    : { value: { $case: 'dimParam', value: size } as const };
}

function attributeOf(name: string, value: AttributeInput): AttributeProto {
  const Type = AttributeProto_AttributeType;
  if (typeof value === 'string') {
    return fromPartial(AttributeProto, { name, type: Type.STRING, s: new TextEncoder().encode(value) });
  }
  if (typeof value === 'number') {
    return Number.isInteger(value)
      ? fromPartial(AttributeProto, { name, type: Type.INT, i: BigInt(value) })
      : fromPartial(AttributeProto, { name, type: Type.FLOAT, f: value });
  }
  return value.every(Number.isInteger)
    ? fromPartial(AttributeProto, { name, type: Type.INTS, ints: value.map(BigInt) })
    : fromPartial(AttributeProto, { name, type: Type.FLOATS, floats: [...value] });
}
