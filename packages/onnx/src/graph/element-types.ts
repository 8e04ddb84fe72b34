import { type GraphProto, type NodeProto, TensorProto_DataType as Type } from '@involution/onnx-messages';
import { producersOf } from './edges.ts';
import { isStandard } from './opsets.ts';

/** Operators whose result has a type of its own, whatever they read. */
const INTEGERS = 'Shape Size NonZero ArgMax ArgMin'.split(' ');
const CONDITIONS = 'Equal Greater GreaterOrEqual Less LessOrEqual IsNaN IsInf'.split(' ');

/** The type of a node's first output where the node alone tells it, and not what it reads. */
export function ownElementType(node: NodeProto): number | undefined {
  if (!isStandard(node)) return undefined;
  const { opType, attribute } = node;
  // Of `Cast`, and of what makes numbers by a type, like `EyeLike`.
  const stated = attribute.find(({ name }) => name === 'to' || name === 'dtype');
  if (stated !== undefined) return Number(stated.i);
  if (opType === 'Constant') return attribute.find(({ name }) => name === 'value')?.t?.dataType;
  // Without a value it is a float of 0.
  if (opType === 'ConstantOfShape') return attribute.find(({ name }) => name === 'value')?.t?.dataType ?? Type.FLOAT;
  if (INTEGERS.includes(opType)) return Type.INT64;
  return CONDITIONS.includes(opType) ? Type.BOOL : undefined;
}

/**
 * The element types of a graph's values: as the model states them; where it doesn't, as the operators suggest. Most give
 * what their first input is. Only sessions know for certain, so whoever asks has to look again once they exist.
 */
export function likelyElementTypes(graph: GraphProto): (value: string) => number | undefined {
  const known = new Map<string, number | undefined>();
  for (const { name, dataType } of graph.initializer) known.set(name, dataType);
  for (const { name, type } of [...graph.valueInfo, ...graph.output, ...graph.input]) {
    if (type?.value?.$case === 'tensorType') known.set(name, type.value.value.elemType);
  }
  const producers = producersOf(graph.node);
  return (value) => {
    const passed: string[] = [];
    let at: string | undefined = value;
    while (at !== undefined && !known.has(at)) {
      // A guess until it is known, which also ends the walk where a value depends on itself.
      known.set(at, undefined);
      passed.push(at);
      const producer = producers.get(at);
      if (producer === undefined) break;
      const own = ownElementType(producer);
      if (own !== undefined) {
        known.set(at, own);
        break;
      }
      at = producer.input[0];
    }
    const type = at === undefined ? undefined : known.get(at);
    for (const each of passed) known.set(each, type);
    return type;
  };
}
