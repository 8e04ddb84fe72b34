import type { BrowserRuntime } from '@involution/bench/browser-results';
import type { ContestOptions, Times } from '@involution/bench/contest';
import type { Direction } from '@involution/bench/report';
import type { Shape } from '@involution/bench/shapes';

/** A runtime that has been started, with our kernels and without. */
export interface OpenBench extends Omit<BrowserRuntime, 'measurements'> {
  measure(shape: Shape, direction: Direction, options: ContestOptions): Promise<Record<string, Times>>;
}
