/** A module with one kernel, `write(scratch, address, limit)`: puts scratch at the address, or fails where it is not below the limit. */
export function tinyModule(
  memory: WebAssembly.Memory,
): Pick<WebAssembly.Instance, 'exports'> & { module: WebAssembly.Module } {
  const module = new WebAssembly.Module(Uint8Array.from(BYTES));
  return { module, exports: new WebAssembly.Instance(module, { env: { memory } }).exports };
}

const text = (name: string) => [name.length, ...new TextEncoder().encode(name)];
const section = (id: number, ...bytes: number[]) => [id, bytes.length, ...bytes];

const BODY = [
  // No variables.
  0,
  // if (scratch >= limit) unreachable
  ...[0x20, 0, 0x20, 2, 0x4f, 0x04, 0x40, 0x00, 0x0b],
  // memory[address] = scratch
  ...[0x20, 1, 0x20, 0, 0x36, 2, 0],
  0x0b,
];

const BYTES = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  // One type: three numbers of 32 bits, no result.
  ...section(1, 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0),
  // A memory that is shared, of 1 to 65536 pages.
  ...section(2, 1, ...text('env'), ...text('memory'), 2, 3, 1, 0x80, 0x80, 4),
  ...section(3, 1, 0),
  ...section(7, 1, ...text('write'), 0, 0),
  ...section(10, 1, BODY.length, ...BODY),
];
