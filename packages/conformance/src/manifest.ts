// What data/manifest.json says: every test of the kit, for readers in any language. data/manifest.schema.json is the same
// as a JSON Schema, and the build's own test checks one against the other.
import type { ErrorCode, InvolutionOptions, OperandName, Operation } from '@involution/core';

/** A part of the kit, with one file of numbers. */
export type SuiteName = 'golden' | 'generated' | 'non-finite' | 'range' | 'determinism' | 'errors' | 'leaks';

/** The whole of the file. */
export interface Manifest {
  /** Changes when a reader has to. */
  version: 1;
  /** Little-endian float64 numbers of each suite: the file's name, and how many there are. A suite of zeros has no file. */
  files: Readonly<Partial<Record<SuiteName, { file: string; numbers: number }>>>;
  tests: readonly TestEntry[];
}

/** A test: its check says what has to come of the call, or of the calls. */
export type TestEntry = ValuesEntry | SameBitsEntry | RefusedEntry | NoLeakEntry;

interface Entry {
  /** `suite/case` or `suite/case/operation`: unique, and never changed. */
  id: string;
  suite: SuiteName;
  /** Whether it is one of the few dozen that touch everything: see {@link isSmokeTest}. */
  smoke?: true;
}

/** A tensor with channels last. */
export interface TensorEntry {
  shape: readonly number[];
  /** Index of its first number in the suite's file. Default: the tensor is all zeros. */
  offset?: number;
  /** Default: `'float32'`. */
  dtype?: 'int32';
}

/** What a backend is asked for. */
export interface CallEntry {
  operation: Operation;
  /** As a user would write them, right or wrong. */
  options: InvolutionOptions;
  /** Those of all operations: a gradient takes the shapes of operands that it does not read. */
  operands: Readonly<Record<OperandName, TensorEntry>>;
}

/** Each element of the result lies within its bound. */
export interface ValuesEntry extends Entry, CallEntry {
  check: 'values';
  expected: {
    shape: readonly number[];
    /** Index of the first exact value in the suite's file. */
    values: number;
    /** Index of the first Σ|terms|. */
    magnitude: number;
    /** n, the number of products that an element sums. */
    terms: number;
  };
}

/** The same call twice gives the same bits. */
export interface SameBitsEntry extends Entry, CallEntry {
  check: 'sameBits';
}

/** A bad call, refused with this code before there is a result. */
export interface BadCallEntry extends CallEntry {
  error: ErrorCode;
}

/** The call is refused. */
export interface RefusedEntry extends Entry, BadCallEntry {
  check: 'refused';
}

/** After all these calls, each good or refused as it says, as many allocations are alive as before. */
export interface NoLeakEntry extends Entry {
  check: 'noLeak';
  calls: readonly (CallEntry | BadCallEntry)[];
}
