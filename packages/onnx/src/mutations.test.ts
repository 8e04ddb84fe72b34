import { parse, runAll, UNOPTIMIZED, type Values } from '@involution/adapters/onnx-testing';
import { isInvolutionError, type NdArray } from '@involution/core';
import { type ExportedModel, type ExportedNet, exportedNets, readExported } from '@involution/fixtures/onnx';
import { describe, expect, it } from 'vitest';
import { mutate, randomFrom } from '../test/mutate.ts';
import { expandInvolution } from './expand.ts';
import { fuseInvolution } from './fuse.ts';
import { inspectInvolution } from './inspect.ts';

const COUNT = 10_000;

const BASES = [
  'layer-k3-dynamo-static',
  'layer-k7-stride-2-ts-batch',
  'residual-output-ts-size-slim',
  'parallel-dynamo-batch-basic',
  'recipe-ts-static',
  'tap-major-dynamo-static',
].map((file) => baseOf(file));

describe(`${COUNT} broken models`, () => {
  it('are fused right, expanded, inspected or rejected with a code, and nothing else', async () => {
    const random = randomFrom(20_230_718);
    const tally = { invalid: 0, fused: 0, untouched: 0, compared: 0 };
    const slowest = { ms: 0, kind: '' };
    for (let k = 0; k < COUNT; k++) {
      const base = BASES[k % BASES.length]!;
      const { kind, bytes } = mutate(base.bytes, base.parsed, random);
      // Of this process alone: others may share the machine.
      const start = process.cpuUsage();
      const fusion = attempt(() => fuseInvolution(bytes), `${k}: ${kind}`);
      const expanded = attempt(() => expandInvolution(fusion?.model ?? bytes), `${k}: ${kind}`);
      attempt(() => inspectInvolution(bytes), `${k}: ${kind}`);
      const { user, system } = process.cpuUsage(start);
      const ms = (user + system) / 1000;
      if (ms > slowest.ms) Object.assign(slowest, { ms, kind });

      if (fusion === undefined) tally.invalid++;
      else if (fusion.fused.length === 0) tally.untouched++;
      else if (expanded !== undefined) {
        tally.fused++;
        // What comes out is a valid model too.
        fuseInvolution(expanded);
        tally.compared += Number(await agreesWithUnmodified(bytes, expanded, base.inputs, `${k}: ${kind}`));
      }
    }
    expect(slowest.ms, slowest.kind).toBeLessThan(2000);
    // Each kind of outcome occurs often enough to mean something.
    expect(tally.invalid).toBeGreaterThan(COUNT / 5);
    expect(tally.untouched).toBeGreaterThan(COUNT / 10);
    expect(tally.fused).toBeGreaterThan(COUNT / 10);
    expect(tally.compared).toBeGreaterThan(COUNT / 20);
  }, 600_000);
});

/** The result, or `undefined` where there is an error as there should be. */
function attempt<T>(call: () => T, what: string): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isInvolutionError(error)) return undefined;
    throw new Error(`mutant ${what} threw something else`, { cause: error });
  }
}

/**
 * Whether the runtime could run a broken model; where it can, both forms must give the same. Broken weights are no longer
 * exact, so this asks only whether the graph is the same: a thousandth of the largest value tells.
 */
async function agreesWithUnmodified(
  before: Uint8Array,
  ours: Uint8Array,
  inputs: Values,
  what: string,
): Promise<boolean> {
  const expected = await run(before, inputs);
  if (expected === undefined) return false;
  const actual = await run(ours, inputs);
  expect(actual && Object.keys(actual), what).toEqual(Object.keys(expected));
  for (const [name, { data, shape }] of Object.entries(expected)) {
    const got = actual![name]!;
    expect(got.shape, what).toEqual(shape);
    const values = Array.from(data);
    const largest = Math.max(...values.filter(Number.isFinite).map(Math.abs), Number.MIN_VALUE);
    const wrong = values.filter(
      (value, k) => Number.isFinite(value) && !(Math.abs(value - got.data[k]!) <= largest / 1000),
    );
    expect(wrong, what).toEqual([]);
  }
  return true;
}

/** The outputs; `undefined` where the runtime does not run the model. */
async function run(model: Uint8Array, inputs: Values): Promise<Values | undefined> {
  try {
    return (await runAll(model, [inputs], UNOPTIMIZED))[0];
  } catch {
    // The runtime has many ways to say no, and each is right here.
    return undefined;
  }
}

function baseOf(file: string) {
  const [net, model] = exportedNets
    .flatMap((candidate) => candidate.models.map((exported): [ExportedNet, ExportedModel] => [candidate, exported]))
    .find(([, exported]) => exported.file === file)!;
  const bytes = readExported(model);
  return { bytes, parsed: parse(bytes), inputs: net.runs[0]!.inputs as Readonly<Record<string, NdArray>> };
}
