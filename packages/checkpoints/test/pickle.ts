// Pickles of protocol 2, opcode by opcode.
const encoder = new TextEncoder();
const u32 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];

export const pickled = (...body: readonly number[][]) => Uint8Array.from([0x80, 2, ...body.flat(), 0x2e]);
export const global = (module: string, name: string) => [...encoder.encode(`c${module}\n${name}\n`)];
export const text = (value: string) => [0x58, ...u32(encoder.encode(value).length), ...encoder.encode(value)];
export const integer = (value: number) => [0x4a, ...u32(value)];
export const tuple = (...items: readonly number[][]) => [0x28, ...items.flat(), 0x74];
export const call = (callee: number[], ...args: readonly number[][]) => [...callee, ...tuple(...args), 0x52];
export const dictionary = (items: readonly [number[], number[]][]) => [0x7d, 0x28, ...items.flat(2), 0x75];

/** A float32 tensor over the storage of this key, as PyTorch pickles one. */
export function tensor(
  key: string,
  elements: number,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
) {
  const id = tuple(text('storage'), global('torch', 'FloatStorage'), text(key), text('cpu'), integer(elements));
  const sizes = (values: readonly number[]) => tuple(...values.map(integer));
  const hooks = call(global('collections', 'OrderedDict'));
  const rebuild = global('torch._utils', '_rebuild_tensor_v2');
  return call(rebuild, [...id, 0x51], integer(offset), sizes(shape), sizes(strides), [0x89], hooks);
}
