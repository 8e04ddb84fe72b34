import { loadForwardWasm } from '@involution/wasm';
import { expect, it, vi } from 'vitest';
import { warmUp } from './warm-up.ts';

const calls = ['involution', 'fusedInvolution', 'convolution', 'pool'] as const;

it('calls each kernel, and leaves nothing in the memory', () => {
  const wasm = loadForwardWasm();
  const spies = calls.map((name) => vi.spyOn(wasm, name));
  warmUp(wasm);
  for (const spy of spies) expect(spy).toHaveBeenCalled();
  const one = new Float32Array(1);
  expect(wasm.put(one)).toEqual(loadForwardWasm().put(one));
});
