// The checks of what a call does besides its result: that a bad one is refused, and that nothing is left over.
import type { ConformanceAdapter } from './adapter.ts';
import { inputsFor } from './case.ts';
import { badInputsFor, caseOf } from './inputs.ts';
import type { BadCallEntry, CallEntry, NoLeakEntry, RefusedEntry } from './manifest.ts';
import { takesRankOf, unsupportedReason } from './supported.ts';
import { failed, functionFor, notSupported, type Outcome, passed } from './test-definition.ts';

/** Makes a bad call, which has to throw an InvolutionError of its code. */
export async function checkRefused(adapter: ConformanceAdapter, test: RefusedEntry): Promise<Outcome> {
  const { id, operation, operands, error: expected } = test;
  const xShape = operands.x.shape;
  if (!adapter[operation]) return notSupported(`${adapter.name} has no ${operation}.`);
  if (expected === 'UNSUPPORTED_RANK' && takesRankOf(adapter, xShape)) {
    return notSupported(`${adapter.name} takes ${xShape.length - 2} spatial axes, so there is nothing to refuse.`);
  }
  const isTyped = Object.values(operands).some(({ dtype }) => dtype);
  if (isTyped && !adapter.forwardTyped) return notSupported(`Tensors of ${adapter.name} have no type.`);
  const inputs = badInputsFor(id, test, adapter.capabilities.dataFormat);
  try {
    if (isTyped) await adapter.forwardTyped!(inputs);
    else await functionFor(adapter, operation)!(inputs as Parameters<ConformanceAdapter['forward']>[0]);
  } catch (error) {
    const { name, code, message } = error as Partial<{ name: string; code: string; message: string }>;
    return name === 'InvolutionError' && code === expected
      ? passed()
      : failed(`threw ${name} ${code ?? ''} (${message}), expected InvolutionError ${expected}`);
  }
  return failed(`gave a result, expected InvolutionError ${expected}`);
}

/** Makes all calls and counts what is alive before and after. */
export async function checkNoLeak(
  adapter: ConformanceAdapter,
  { id, calls }: NoLeakEntry,
  numbers: Float64Array,
): Promise<Outcome> {
  if (!adapter.liveAllocations) return notSupported(`${adapter.name} can't tell its live allocations.`);
  const before = await adapter.liveAllocations();
  for (const call of calls)
    await ('error' in call ? runBadCall(adapter, id, call) : runCall(adapter, id, call, numbers));
  const after = await adapter.liveAllocations();
  return after === before ? passed() : failed(`${before} live allocations before, ${after} after`);
}

async function runCall(adapter: ConformanceAdapter, id: string, call: CallEntry, numbers: Float64Array): Promise<void> {
  const { operation, options, operands } = call;
  if (unsupportedReason(adapter, { operation, options, xShape: operands.x.shape })) return;
  await functionFor(adapter, operation)!(inputsFor(caseOf(id, call, numbers), adapter.capabilities.dataFormat));
}

async function runBadCall(adapter: ConformanceAdapter, id: string, call: BadCallEntry): Promise<void> {
  try {
    const inputs = badInputsFor(id, call, adapter.capabilities.dataFormat);
    await functionFor(adapter, call.operation)?.(inputs as Parameters<ConformanceAdapter['forward']>[0]);
  } catch {
    return; // Whether the error is the right one is the errors suite's question.
  }
  throw new Error(`A call with ${JSON.stringify(call.options)} gave a result, expected an error.`);
}
