// A backend in any language: a program that answers calls over stdin and stdout. For Node alone.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  type ErrorCode,
  FLOAT32_UNIT_ROUNDOFF,
  InvolutionError,
  type NdArray,
  OPERAND_NAMES,
  OPERATION_NAMES,
  type Operation,
  sizeOf,
} from '@involution/core';
import type { ConformanceAdapter, TypedInputs } from './adapter.ts';
import { ByteReader } from './byte-reader.ts';

/** A program and what it promises. */
export interface ProcessAdapterOptions {
  /** Shown in the report. */
  name: string;
  /** The program, as for Node's `spawn`. */
  command: string;
  /** Default: none. */
  args?: readonly string[];
  capabilities: ConformanceAdapter['capabilities'];
  /** The operations that it has, `forward` among them. Default: all. */
  operations?: readonly Operation[];
  /** u of its arithmetic. Default: float32's 2⁻²⁴. */
  unitRoundoff?: number;
  /** Default: none. */
  knownFailures?: ConformanceAdapter['knownFailures'];
}

/** What the program answers before the numbers of a result. */
type Reply = { shape: number[] } | { error: { code: ErrorCode; message: string } };

/** How long a program may take to end after its stdin has. */
const MAX_MILLISECONDS_TO_END = 5000;

/**
 * A conformance adapter for a program that answers calls over stdin and stdout; the protocol is in this package's README.
 * The program is started before the first test, and its stdin is closed after the last.
 *
 * @throws Error from `init` when the program does not start, and from a call when it ends or answers what the protocol
 * does not know.
 */
export function processAdapter({
  name,
  command,
  args = [],
  capabilities,
  operations = OPERATION_NAMES,
  unitRoundoff = FLOAT32_UNIT_ROUNDOFF,
  knownFailures = {},
}: ProcessAdapterOptions): ConformanceAdapter {
  let backend: Connection | undefined;
  const functionOf = (operation: Operation) => async (inputs: TypedInputs) => {
    if (!backend) throw new Error(`${name} is called before init.`);
    return backend.call(operation, inputs);
  };
  const forward = functionOf('forward');
  return {
    ...Object.fromEntries(operations.map((operation) => [operation, functionOf(operation)])),
    name,
    capabilities,
    knownFailures,
    unitRoundoff,
    async init() {
      const child = spawn(command, args);
      await once(child, 'spawn');
      backend = new Connection(name, child);
    },
    forward,
    forwardTyped: forward,
    dispose: async () => backend?.end(),
  };
}

/** One program, one call at a time. */
class Connection {
  readonly #name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #replies: ByteReader;
  readonly #ended: Promise<unknown>;
  #errors = '';

  constructor(name: string, child: ChildProcessWithoutNullStreams) {
    this.#name = name;
    this.#child = child;
    this.#replies = new ByteReader(child.stdout);
    this.#ended = once(child, 'close');
    child.stderr.on('data', (text) => {
      this.#errors = `${this.#errors}${text}`.slice(-2000);
    });
    // A program that has ended is seen where its reply is missing.
    child.stdin.on('error', () => {});
  }

  async call(operation: Operation, inputs: TypedInputs): Promise<NdArray> {
    this.#send(operation, inputs);
    const line = await this.#replies.line();
    if (line === undefined) return this.#failEnded(operation);
    const reply = parseReply(line);
    if (!reply) throw new Error(`${this.#name} answered ${operation} with '${line.slice(0, 200)}'.`);
    if ('error' in reply) throw new InvolutionError(reply.error.code, operation, reply.error.message);
    const bytes = await this.#replies.bytes(4 * sizeOf(reply.shape));
    if (!bytes) return this.#failEnded(operation);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const data = Float32Array.from({ length: sizeOf(reply.shape) }, (_, k) => view.getFloat32(4 * k, true));
    return { data, shape: reply.shape };
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill(), MAX_MILLISECONDS_TO_END);
    await this.#ended;
    clearTimeout(timer);
  }

  #send(operation: Operation, inputs: TypedInputs): void {
    const operands = OPERAND_NAMES.map((name) => {
      const { data, shape } = inputs[name];
      return { name, dtype: data instanceof Int32Array ? 'int32' : 'float32', shape };
    });
    this.#child.stdin.write(`${JSON.stringify({ operation, options: inputs.options, operands })}\n`);
    for (const name of OPERAND_NAMES) this.#child.stdin.write(littleEndian(inputs[name].data));
  }

  async #failEnded(operation: Operation): Promise<never> {
    await this.#ended;
    const { exitCode, signalCode } = this.#child;
    const said = this.#errors.trim();
    throw new Error(
      `${this.#name} ended with ${signalCode ?? exitCode} in ${operation}${said ? `, and said: ${said}` : '.'}`,
    );
  }
}

function parseReply(line: string): Reply | undefined {
  try {
    const reply = JSON.parse(line) as { shape?: unknown; error?: { code?: unknown; message?: unknown } };
    const isShape = Array.isArray(reply.shape) && reply.shape.every((size) => Number.isSafeInteger(size) && size > 0);
    const isError = typeof reply.error?.code === 'string' && typeof reply.error.message === 'string';
    return isShape || isError ? (reply as Reply) : undefined;
  } catch {
    return undefined; // The caller shows the line.
  }
}

function littleEndian(data: Float32Array | Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(data.byteLength));
  for (const [k, value] of data.entries()) {
    if (data instanceof Int32Array) view.setInt32(4 * k, value, true);
    else view.setFloat32(4 * k, value, true);
  }
  return new Uint8Array(view.buffer);
}
