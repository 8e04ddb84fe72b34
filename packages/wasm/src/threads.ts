// Kernels on several threads: calls that are independent of each other, each for whichever thread is free first.
import { worthwhilePartsOf } from './parts.ts';

/**
 * The caller's thread and workers that sleep until there is something to do, on one memory. From `startThreads`, for one
 * `loadForwardWasm`.
 */
export interface Threads {
  /** The caller's and those that were asked for. */
  readonly count: number;
  /** What they share. Nobody else has its first 64 bytes. */
  readonly memory: WebAssembly.Memory;
  /** Sends kernels to the workers. Until they have begun, the caller's thread does everything. */
  begin(module: WebAssembly.Module, exports: object): void;
  /** What of an involution can be computed at the same time, in so many parts at most, more or less. */
  readonly partsOf: typeof worthwhilePartsOf;
  /**
   * Makes calls of a kernel, and returns when all are over.
   *
   * @param table Where their arguments are put, of four bytes each.
   * @throws Error when one fails.
   */
  run(calls: KernelCalls, table: number): void;
}

/** Calls of one kernel that are independent of each other. */
export interface KernelCalls {
  /** Its name among the exports. */
  readonly kernel: string;
  /** The arguments of each call: as many for all, of 32 bits. */
  readonly calls: readonly (readonly number[])[];
  /** Which of the arguments is the caller's scratch memory. Those of the other threads follow it. */
  readonly scratch: number;
  /** Of the scratch memory of a thread. */
  readonly scratchBytes: number;
}

/** Where in the memory threads agree on what to do, in words of 32 bits. */
const WORDS = {
  /** Calls that were taken, those that there are, and those that are over: of all runs together. */
  taken: 4,
  end: 5,
  over: 6,
  /** Whether one failed. */
  failed: 7,
  /** Of the run: its first call, and the rest of it. */
  first: 8,
  kernel: 9,
  table: 10,
  count: 11,
  scratch: 12,
  scratchBytes: 13,
  /** The last byte of the memory, as it is for this run. */
  lastByte: 14,
} as const;

/** What a thread is told. */
interface Post {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** 0: the caller's. */
  readonly thread: number;
  readonly at: typeof WORDS;
}

/**
 * Takes calls, one after another: until none is left, or in a worker for ever. Workers get its text, so that it uses nothing
 * but what it is told. Sums of calls may pass 2³¹ and go on below, since they are compared for equality alone.
 *
 * @returns The first error of a call.
 */
function work({ memory, module, thread, at }: Post, exports?: object): unknown {
  const kernels = Object.values(exports ?? new WebAssembly.Instance(module, { env: { memory } }).exports);
  const words = new Int32Array(memory.buffer, 0, 16);
  let error: unknown;
  let looks = 0;
  for (;;) {
    // In this order: what has been taken is never more than what there was later.
    const next = Atomics.load(words, at.taken);
    const end = Atomics.load(words, at.end);
    if (next === end) {
      if (thread === 0) return error;
      // The next run of a network comes in less time than it takes to wake up.
      if (looks++ < 3000) continue;
      looks = 0;
      Atomics.wait(words, at.end, end);
    } else if (
      // V8 tells other threads that a memory has grown a little later, at the end of a loop's turn: until then they take nothing.
      memory.buffer.byteLength > words[at.lastByte]! >>> 0 &&
      Atomics.compareExchange(words, at.taken, next, (next + 1) | 0) === next
    ) {
      // From here until it is over, the run stays what it is.
      const count = words[at.count]!;
      const index = (next - words[at.first]!) | 0;
      const values = Array.from(new Int32Array(memory.buffer, (words[at.table]! >>> 0) + index * count * 4, count));
      values[words[at.scratch]!]! += thread * words[at.scratchBytes]!;
      try {
        (kernels[words[at.kernel]!] as (...values: number[]) => void)(...values);
      } catch (cause) {
        error ??= cause;
        Atomics.store(words, at.failed, 1);
      }
      Atomics.add(words, at.over, 1);
    }
  }
}

/**
 * Starts threads. A page must be isolated (`crossOriginIsolated`), and its policy allow workers from `blob:`; without workers the
 * caller's thread does everything. Workers stay for as long as the page; in Node they do not keep a process alive.
 *
 * @param count How many, with the caller's; at least 2.
 * @returns `undefined` where memory can't be shared.
 */
export function startThreads(count: number): Threads | undefined {
  if (typeof SharedArrayBuffer === 'undefined') return undefined;
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  } catch {
    // An engine that has no room for the most that it may become.
    return undefined;
  }
  const words = new Int32Array(memory.buffer, 0, 16);
  let own: readonly [Post, object];
  return {
    count,
    memory,
    partsOf: worthwhilePartsOf,
    begin(module, exports) {
      const post = { memory, module, thread: 0, at: WORDS };
      own = [post, exports];
      try {
        for (let thread = 1; thread < count; thread++) startWorker({ ...post, thread });
      } catch {
        // Where there are no workers, or none of text by the page's policy, which some browsers say in this way: others do all.
      }
    },
    run({ kernel, calls, scratch, scratchBytes }, table) {
      const [post, exports] = own;
      new Int32Array(memory.buffer, table, calls.length * calls[0]!.length).set(calls.flat());
      const end = (words[WORDS.end]! + calls.length) | 0;
      words[WORDS.first] = words[WORDS.end]!;
      words[WORDS.kernel] = Object.keys(exports).indexOf(kernel);
      words[WORDS.table] = table;
      words[WORDS.count] = calls[0]!.length;
      words[WORDS.scratch] = scratch;
      words[WORDS.scratchBytes] = scratchBytes;
      words[WORDS.lastByte] = memory.buffer.byteLength - 1;
      words[WORDS.failed] = 0;
      Atomics.store(words, WORDS.end, end);
      Atomics.notify(words, WORDS.end, calls.length - 1);
      const cause = work(post, exports);
      // Awake, because the main thread of a page can't sleep: each has one call left at most.
      while (Atomics.load(words, WORDS.over) !== end);
      if (Atomics.load(words, WORDS.failed)) throw new Error(`The kernel ${kernel} failed.`, { cause });
    },
  };
}

/** What of Node is used. */
interface Process {
  getBuiltinModule?(name: string): {
    Worker: new (source: string, options: { eval: true; workerData: Post }) => { unref(): void };
  };
}

/** A worker of Node's where there is one, or of the web's. */
function startWorker(post: Post): void {
  const { process } = globalThis as { process?: Process };
  const node = process?.getBuiltinModule?.('node:worker_threads');
  if (node) {
    // By what every kind of module has: whether this is one of CommonJS is for the process's options to say.
    const source = `(${work})(process.getBuiltinModule('node:worker_threads').workerData)`;
    new node.Worker(source, { eval: true, workerData: post }).unref();
    return;
  }
  const url = URL.createObjectURL(new Blob([`onmessage = ({ data }) => (${work})(data)`], { type: 'text/javascript' }));
  new Worker(url).postMessage(post);
  URL.revokeObjectURL(url);
}
