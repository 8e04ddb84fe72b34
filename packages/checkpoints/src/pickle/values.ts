import type { ByteSource } from '../byte-source.ts';

/** A class or function that a pickle may name. Nothing of Python is run: `call` makes what a call of it stands for. */
export interface Global {
  readonly name: string;
  readonly call?: (args: readonly unknown[]) => unknown;
}

/** An object that takes the state that a pickle gives it (`BUILD`). */
export interface Stateful {
  setState(state: unknown): void;
}

/** Text that is too long to be a name: bytes of an array, as pickles of protocol 2 write them. It stays in the file. */
export class LongText {
  /** In UTF-8. */
  readonly utf8: ByteSource;

  constructor(utf8: ByteSource) {
    this.utf8 = utf8;
  }
}

/** What a pickle is read with. */
export interface PickleHost {
  /** By `module.name`; every other name is an error. */
  readonly globals: ReadonlyMap<string, Global>;
  /** What a persistent id stands for. Without it, a pickle that has one is an error. */
  readonly persistentLoad?: (id: unknown) => unknown;
}
