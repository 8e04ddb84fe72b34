// Graph models with small changes, as an attacker of the fuser would make them: most are no involution any more, or another one.
import type { GraphModelJson } from '@involution/fixtures/graph-models';

type Node = GraphModelJson['modelTopology']['node'][number];

/** A graph model and its weights. */
export interface Files {
  model: GraphModelJson;
  weights: Uint8Array;
}

/** What is to be changed, and how: numbers that are as good as random. */
export type Choices = readonly number[];

/** The same model with one change for each few choices. Changes nothing that it is given. */
export function edited(files: Files, choices: Choices): Files {
  const copy = structuredClone(files);
  for (let k = 0; k + 3 < choices.length; k += 4)
    edit(copy, choices.slice(k, k + 4) as [number, number, number, number]);
  return copy;
}

function edit(files: Files, [kind, ...how]: [number, number, number, number]): void {
  EDITS[kind % EDITS.length]!(files, how);
}

const EDITS: readonly ((files: Files, how: [number, number, number]) => void)[] = [
  changeInteger,
  changeInteger,
  swapIntegers,
  changeList,
  changeText,
  changeFlag,
  changeOperator,
  swapInputs,
  rewire,
  addOutput,
];

function pick<T>(list: readonly T[], choice: number): T | undefined {
  return list[choice % Math.max(1, list.length)];
}

/** The elements of a constant of integers, in place. */
function integersAt({ model, weights }: Files, choice: number): Int32Array | undefined {
  let start = 0;
  const all: Int32Array[] = [];
  for (const { shape, dtype } of model.weightsManifest.flatMap((group) => group.weights)) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (dtype === 'int32' && count > 0) all.push(new Int32Array(weights.buffer, weights.byteOffset + start, count));
    start += 4 * count;
  }
  return pick(all, choice);
}

function changeInteger(files: Files, [which, at, by]: [number, number, number]): void {
  const integers = integersAt(files, which);
  if (integers !== undefined) integers[at % integers.length]! += by % 2 === 0 ? 1 : -1;
}

function swapIntegers(files: Files, [which, a, b]: [number, number, number]): void {
  const integers = integersAt(files, which);
  if (integers === undefined) return;
  const [i, j] = [a % integers.length, b % integers.length];
  [integers[i], integers[j]] = [integers[j]!, integers[i]!];
}

function attributes({
  model,
}: Files): { node: Node; name: string; value: { list?: { i?: unknown[] }; s?: string; b?: boolean } }[] {
  return model.modelTopology.node.flatMap((node) =>
    Object.entries(node.attr ?? {}).map(([name, value]) => ({ node, name, value })),
  );
}

function changeList(files: Files, [which, at, by]: [number, number, number]): void {
  const list = pick(
    // Means of other counts than 4 are rounded.
    attributes(files).flatMap(({ name, value }) =>
      name === 'ksize' ? [] : value.list?.i?.length ? [value.list.i] : [],
    ),
    which,
  );
  if (list !== undefined) list[at % list.length] = String(Math.max(1, Number(list[at % list.length]) + (by % 3) - 1));
}

function changeText(files: Files, [which, a, b]: [number, number, number]): void {
  const text = pick(
    attributes(files).filter(({ name }) => name === 'padding' || name === 'equation'),
    which,
  );
  if (text === undefined) return;
  if (text.name === 'padding') text.value.s = btoa(atob(text.value.s!) === 'SAME' ? 'VALID' : 'SAME');
  else {
    const letters = [...atob(text.value.s!)];
    const [i, j] = [a % letters.length, b % letters.length];
    [letters[i], letters[j]] = [letters[j]!, letters[i]!];
    text.value.s = btoa(letters.join(''));
  }
}

function changeFlag(files: Files, [which]: [number, number, number]): void {
  const flag = pick(
    attributes(files).filter(({ value }) => value.b !== undefined),
    which,
  );
  if (flag !== undefined) flag.value.b = !flag.value.b;
}

/** Operators that can take each other's places. */
const ALIKE = [
  ['Sum', 'Max', 'Mean', 'Prod'],
  ['Mul', 'AddV2', 'Sub', 'Maximum'],
  ['Relu', 'Identity', 'Neg'],
];

function changeOperator({ model }: Files, [which, to]: [number, number, number]): void {
  const sites = model.modelTopology.node.filter(({ op }) => ALIKE.some((operators) => operators.includes(op)));
  const node = pick(sites, which);
  if (node !== undefined) node.op = pick(ALIKE.find((operators) => operators.includes(node.op))!, to)!;
}

function swapInputs({ model }: Files, [which]: [number, number, number]): void {
  const node = pick(
    model.modelTopology.node.filter(({ input }) => input?.length === 2),
    which,
  );
  node?.input?.reverse();
}

function rewire({ model }: Files, [which, at, to]: [number, number, number]): void {
  const node = pick(
    model.modelTopology.node.filter(({ input }) => input?.length),
    which,
  );
  const other = pick(model.modelTopology.node, to);
  if (node !== undefined && other !== undefined) node.input![at % node.input!.length] = other.name;
}

function addOutput({ model }: Files, [which]: [number, number, number]): void {
  const inner = model.modelTopology.node.filter(({ op }) => !['Const', 'Placeholder', 'NoOp'].includes(op));
  const node = pick(inner, which);
  if (node !== undefined) model.signature.outputs[`also_${node.name}`] = { name: `${node.name}:0` };
}
