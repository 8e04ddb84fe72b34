import type { AttributeProto, NodeProto } from '@involution/onnx/proto';

/** Whether the attributes that a node states are what they are by default, or otherwise ought to be: all numbers of a list. */
export function agrees({ attribute }: NodeProto, values: Readonly<Record<string, number | string>>): boolean {
  return attribute.every((each) => {
    const wanted = values[each.name];
    if (typeof wanted === 'string') return new TextDecoder().decode(each.s) === wanted;
    return wanted === undefined || numbersOf(each).every((number) => number === wanted);
  });
}

/** The numbers of an attribute, if a node states it. */
export function statedNumbers({ attribute }: NodeProto, wanted: string): readonly number[] | undefined {
  const found = attribute.find(({ name }) => name === wanted);
  return found && numbersOf(found);
}

function numbersOf({ i, f, ints }: AttributeProto): readonly number[] {
  return ints.length > 0 ? ints.map(Number) : [Number(i) || (f ?? 0)];
}
