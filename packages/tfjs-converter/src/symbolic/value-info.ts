import type { Size } from '@involution/symbolic';

/** The sizes of a value's axes. */
export type Dims = readonly Size[];

/** What is known of a value before a run. */
export interface ValueInfo {
  /** `undefined` when not even the rank is known. */
  readonly dims?: Dims | undefined;
  /** The elements of few integers. */
  readonly ints?: readonly Size[] | undefined;
}
