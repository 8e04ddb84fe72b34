// Nodes of a TensorFlow graph, as model.json has them, and their attributes.

/** A node of valid structure. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** The values that it reads: a node's name for its first output, `name:1` for its second. */
  readonly inputs: readonly string[];
  /** Nodes that have to run before it, without a value that it reads. */
  readonly controls: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

/** The name of the node that makes a value. */
export function nodeOf(value: string): string {
  return value.split(':', 1)[0]!;
}

/** The value that a graph calls by this name, always by the same: `name:0` is `name`. */
export function valueNamed(name: string): string {
  return name.endsWith(':0') ? name.slice(0, -2) : name;
}

/** A list of integers; `undefined` where the node does not have it. */
export function intsAttr({ attr }: GraphNode, name: string): number[] | undefined {
  const list = field(field(attr, name), 'list');
  if (list === undefined) return undefined;
  // JSON leaves out what is empty.
  const ints = field(list, 'i') ?? [];
  if (!Array.isArray(ints)) return undefined;
  const numbers = ints.map(Number);
  return numbers.every(Number.isSafeInteger) ? numbers : undefined;
}

/** A truth value, which is false where the node does not have it. */
export function boolAttr({ attr }: GraphNode, name: string): boolean {
  return field(field(attr, name), 'b') === true;
}

/** An integer, which is 0 where the node does not have it. */
export function intAttr({ attr }: GraphNode, name: string): number {
  return Number(field(field(attr, name), 'i') ?? 0);
}

/** A text, which JSON has in base64; `undefined` where the node does not have it. */
export function textAttr({ attr }: GraphNode, name: string): string | undefined {
  const bytes = field(field(attr, name), 's');
  if (Array.isArray(bytes)) return String.fromCharCode(...bytes.slice(0, MAX_TEXT).map(Number));
  if (typeof bytes !== 'string') return undefined;
  try {
    return atob(bytes);
  } catch {
    return undefined;
  }
}

/** No attribute that is read is as long. */
const MAX_TEXT = 1000;

/** The name of an element type, like `DT_FLOAT`; `undefined` where the node does not have it. */
export function typeAttr({ attr }: GraphNode, name: string): string | undefined {
  const type = field(field(attr, name), 'type');
  if (type === 1) return 'DT_FLOAT';
  return type === undefined ? undefined : String(type);
}

/** A shape, with −1 for sizes that only a run knows; `undefined` where the node does not have it or the rank is not known. */
export function shapeAttr({ attr }: GraphNode, name: string): number[] | undefined {
  const shape = field(field(attr, name), 'shape');
  if (shape === undefined || field(shape, 'unknownRank') === true) return undefined;
  const dims = field(shape, 'dim') ?? [];
  if (!Array.isArray(dims)) return undefined;
  const sizes = dims.map((dim: unknown) => Number(field(dim, 'size') ?? Number.NaN));
  return sizes.every(Number.isSafeInteger) ? sizes : undefined;
}

/** What an object has by a name of its own, if it is one. */
export function field(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, name)) return undefined;
  return (object as Record<string, unknown>)[name] ?? undefined;
}
