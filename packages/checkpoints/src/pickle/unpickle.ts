import { invalid } from '../invalid.ts';
import type { Cursor } from './cursor.ts';
import { LongText, type PickleHost, type Stateful } from './values.ts';

/** A pickle of the largest RedNet has a tenth of it. */
const MAX_OPCODES = 1_000_000;
/** Objects that a pickle makes: each costs far more memory than the one byte that asks for it. */
const MAX_OBJECTS = 250_000;
/** Longer texts are left in the file. */
const MAX_TEXT = 1 << 16;
const MAX_INTEGER_BYTES = 64;
const HIGHEST_PROTOCOL = 5;

/**
 * Reads a pickle of protocols 2 to 5 with a machine that has containers, numbers, text, bytes and the host's globals, and
 * nothing else: no code of the pickle or of Python can be reached from it. Dictionaries become Maps, lists and tuples
 * arrays, bytes `ByteSource`s that stay in the file.
 *
 * @returns The object, with the cursor after its end.
 * @throws InvolutionError `INVALID_CHECKPOINT` for anything else, with the name of a global that is not allowed.
 */
export async function unpickle(cursor: Cursor, host: PickleHost): Promise<unknown> {
  const machine = new Machine(cursor, host);
  for (let count = 0; count < MAX_OPCODES; count++) {
    await cursor.prepare();
    const opcode = cursor.byte();
    if (opcode === STOP) return machine.pop();
    const operation = OPERATIONS[opcode];
    if (operation === undefined) {
      throw invalid('pickle', `The pickle has the opcode 0x${opcode.toString(16)}, which is not supported.`);
    }
    const pending = operation(machine);
    if (pending !== undefined) await pending;
  }
  throw invalid('pickle', `The pickle has more than ${MAX_OPCODES} opcodes.`);
}

class Machine {
  readonly cursor: Cursor;
  readonly host: PickleHost;
  readonly memo = new Map<number, unknown>();
  private readonly stack: unknown[] = [];
  private readonly marks: number[] = [];
  private objects = 0;

  constructor(cursor: Cursor, host: PickleHost) {
    this.cursor = cursor;
    this.host = host;
  }

  push(value: unknown): void {
    if (typeof value === 'object' && value !== null && ++this.objects > MAX_OBJECTS) {
      throw invalid('pickle', `The pickle has more than ${MAX_OBJECTS} objects.`);
    }
    this.stack.push(value);
  }

  pop(): unknown {
    this.require(1);
    return this.stack.pop();
  }

  /** The last `count` values, as a tuple's. */
  popMany(count: number): unknown[] {
    this.require(count);
    return this.stack.splice(this.stack.length - count);
  }

  top(): unknown {
    this.require(1);
    return this.stack.at(-1);
  }

  mark(): void {
    this.marks.push(this.stack.length);
  }

  /** The values since the last mark. */
  popToMark(): unknown[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw broken();
    return this.stack.splice(mark);
  }

  private require(count: number): void {
    if (this.stack.length - (this.marks.at(-1) ?? 0) < count) throw broken();
  }
}

type Operation = (machine: Machine) => Promise<void> | void;

const STOP = 0x2e;
const OPERATIONS: Readonly<Record<number, Operation>> = {
  // PROTO, FRAME
  128: ({ cursor }) => {
    const protocol = cursor.byte();
    if (protocol > HIGHEST_PROTOCOL)
      throw invalid('pickle', `The pickle is of protocol ${protocol}, which is not known.`);
  },
  149: ({ cursor }) => void cursor.take(8),
  // MARK, POP, POP_MARK, DUP
  40: (machine) => machine.mark(),
  48: (machine) => void machine.pop(),
  49: (machine) => void machine.popToMark(),
  50: (machine) => machine.push(machine.top()),
  // NONE, NEWTRUE, NEWFALSE
  78: (machine) => machine.push(null),
  136: (machine) => machine.push(true),
  137: (machine) => machine.push(false),
  // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT
  74: (machine) => machine.push(machine.cursor.take(4).getInt32(0, true)),
  75: (machine) => machine.push(machine.cursor.byte()),
  77: (machine) => machine.push(machine.cursor.take(2).getUint16(0, true)),
  138: async (machine) => machine.push(await integer(machine.cursor, u8(machine))),
  139: async (machine) => machine.push(await integer(machine.cursor, u32(machine))),
  71: (machine) => machine.push(machine.cursor.take(8).getFloat64(0)),
  // BINUNICODE, SHORT_BINUNICODE, BINUNICODE8
  88: async (machine) => machine.push(await text(machine.cursor, u32(machine))),
  140: async (machine) => machine.push(await text(machine.cursor, u8(machine))),
  141: async (machine) => machine.push(await text(machine.cursor, u64(machine))),
  // BINSTRING, SHORT_BINSTRING: text of Python 2
  84: async (machine) => machine.push(await text(machine.cursor, u32(machine))),
  85: async (machine) => machine.push(await text(machine.cursor, u8(machine))),
  // BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8
  66: (machine) => machine.push(machine.cursor.skip(u32(machine))),
  67: (machine) => machine.push(machine.cursor.skip(u8(machine))),
  142: (machine) => machine.push(machine.cursor.skip(u64(machine))),
  150: (machine) => machine.push(machine.cursor.skip(u64(machine))),
  // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  41: (machine) => machine.push([]),
  116: (machine) => machine.push(machine.popToMark()),
  133: (machine) => machine.push(machine.popMany(1)),
  134: (machine) => machine.push(machine.popMany(2)),
  135: (machine) => machine.push(machine.popMany(3)),
  // EMPTY_LIST, APPEND, APPENDS
  93: (machine) => machine.push([]),
  97: (machine) => append(machine, machine.popMany(1)),
  101: (machine) => append(machine, machine.popToMark()),
  // EMPTY_DICT, SETITEM, SETITEMS
  125: (machine) => machine.push(new Map()),
  115: (machine) => setItems(machine, machine.popMany(2)),
  117: (machine) => setItems(machine, machine.popToMark()),
  // EMPTY_SET, ADDITEMS, FROZENSET: lists here
  143: (machine) => machine.push([]),
  144: (machine) => append(machine, machine.popToMark()),
  145: (machine) => machine.push(machine.popToMark()),
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  113: (machine) => void machine.memo.set(u8(machine), machine.top()),
  114: (machine) => void machine.memo.set(u32(machine), machine.top()),
  148: (machine) => void machine.memo.set(machine.memo.size, machine.top()),
  104: (machine) => recall(machine, u8(machine)),
  106: (machine) => recall(machine, u32(machine)),
  // GLOBAL, STACK_GLOBAL
  99: async (machine) => pushGlobal(machine, await machine.cursor.line(), await machine.cursor.line()),
  147: (machine) => {
    const [module, name] = machine.popMany(2);
    pushGlobal(machine, String(module), String(name));
  },
  // REDUCE, NEWOBJ, BUILD, BINPERSID
  82: call,
  129: call,
  98: (machine) => {
    const state = machine.pop();
    const target = machine.top();
    // An ordered dictionary's attributes, such as a state dict's `_metadata`, are not its items.
    if (target instanceof Map) return;
    if (!isStateful(target)) throw broken();
    target.setState(state);
  },
  81: (machine) => {
    const id = machine.pop();
    if (machine.host.persistentLoad === undefined) throw invalid('pickle', 'The pickle refers to objects outside it.');
    machine.push(machine.host.persistentLoad(id));
  },
};

function u8({ cursor }: Machine): number {
  return cursor.byte();
}

function u32({ cursor }: Machine): number {
  return cursor.take(4).getUint32(0, true);
}

function u64({ cursor }: Machine): number {
  return Number(cursor.take(8).getBigUint64(0, true));
}

async function text(cursor: Cursor, length: number): Promise<string | LongText> {
  if (length > MAX_TEXT) return new LongText(cursor.skip(length));
  return new TextDecoder().decode(await cursor.bytes(length));
}

/** A two's complement integer, lowest byte first. */
async function integer(cursor: Cursor, length: number): Promise<number | bigint> {
  if (length > MAX_INTEGER_BYTES) throw invalid('pickle', `The pickle has an integer of ${length} bytes.`);
  let value = 0n;
  for (const byte of (await cursor.bytes(length)).slice().reverse()) value = (value << 8n) | BigInt(byte);
  value = BigInt.asIntN(8 * length, value);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function append(machine: Machine, items: unknown[]): void {
  const list = machine.top();
  if (!Array.isArray(list)) throw broken();
  for (const item of items) list.push(item);
}

function setItems(machine: Machine, items: unknown[]): void {
  const target = machine.top();
  if (!(target instanceof Map) || items.length % 2 !== 0) throw broken();
  for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
}

function recall(machine: Machine, index: number): void {
  if (!machine.memo.has(index)) throw broken();
  machine.push(machine.memo.get(index));
}

function pushGlobal(machine: Machine, module: string, name: string): void {
  const path = `${module}.${name}`;
  const global = machine.host.globals.get(path);
  if (global === undefined) {
    throw invalid(
      path,
      `The pickle names ${path}; only tensors and containers are read, and nothing is ever executed.`,
    );
  }
  machine.push(global);
}

function call(machine: Machine): void {
  const [callee, args] = machine.popMany(2);
  const { name, call: make } = (callee ?? {}) as { name?: unknown; call?: unknown };
  if (typeof make !== 'function' || !Array.isArray(args))
    throw invalid(String(name), `The pickle calls ${String(name)}, which it may not.`);
  machine.push(make(args));
}

function isStateful(value: unknown): value is Stateful {
  return typeof value === 'object' && value !== null && 'setState' in value;
}

function broken(): Error {
  return invalid('pickle', 'The pickle is damaged: an opcode finds no operands of its kind.');
}
