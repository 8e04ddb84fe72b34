import { unexpected } from '@involution/core';
import { env } from '@tensorflow/tfjs-core';
import type { CpuKernels } from './choose.ts';

const KERNELS = 'INVOLUTION_CPU_KERNELS';
const WISHES = ['auto', 'wasm', 'typescript'] as const satisfies ('auto' | CpuKernels)[];

/** Adds our flag to tfjs's, `'auto'` by default. A second time would undo what the user has set since. */
export function registerKernelsFlag(): void {
  if (KERNELS in env().getFlags()) return;
  env().registerFlag(KERNELS, () => 'auto');
  // Only a flag that has been read is listed.
  env().getString(KERNELS);
}

/**
 * Which kernels the user wishes. Read at every call, because tfjs's flags may be set at any time.
 *
 * @throws InvolutionError `INVALID_OPTIONS` when the flag has another value.
 */
export function wishedKernels(): 'auto' | CpuKernels {
  const value = env().getString(KERNELS);
  const wish = WISHES.find((known) => known === value);
  if (!wish) throw unexpected('INVALID_OPTIONS', KERNELS, value, "'auto', 'wasm' or 'typescript'");
  return wish;
}
