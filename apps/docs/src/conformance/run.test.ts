import type { TestResult } from '@involution/conformance';
import { UnavailableError } from '@involution/runtimes/runtime';
import { expect, it } from 'vitest';
import type { runKit } from './client.ts';
import type { Subject } from './kit.ts';
import { type Run, reportOf, runAll } from './run.ts';

const subject: Subject = {
  adapter: 'fake',
  capabilities: { dataFormat: 'channelsLast', gradInput: false, gradKernel: false, liveAllocations: false },
  unitRoundoff: 2 ** -24,
  version: '1',
  device: 'none',
};
const result = (id: string): TestResult => ({ id: `errors/${id}`, suite: 'errors', status: 'passed' });

/** Runs on fake runtimes and gives the last of each run, and every state that each was in. */
async function runFakes(runOn: typeof runKit, signal = new AbortController().signal) {
  const last = new Map<string, Run>();
  const states = new Map<string, string[]>();
  const onChange = (run: Run) => {
    last.set(run.id, run);
    const seen = states.get(run.id) ?? [];
    if (seen.at(-1) !== run.state) states.set(run.id, [...seen, run.state]);
  };
  await runAll(['tfjs-cpu', 'ort-wasm'], { suites: ['errors'], smokeOnly: false }, { onChange, signal, runOn });
  return { last, states };
}

it('runs one runtime after the other and gathers what comes', async () => {
  const { last, states } = await runFakes(async (_id, _selection, { onStart, onResults }) => {
    onStart(subject);
    onResults([result('a'), result('b')]);
    onResults([result('c')]);
  });
  expect(states.get('ort-wasm')).toEqual(['waiting', 'starting', 'running', 'done']);
  expect(reportOf(last.get('tfjs-cpu')!)).toMatchObject({ adapter: 'fake', device: 'none', passed: 3 });
});

it('goes on after a runtime that is unavailable or breaks', async () => {
  const { last } = await runFakes(async (id) => {
    if (id === 'tfjs-cpu') throw new UnavailableError('no processor');
    throw new Error('out of memory');
  });
  expect(last.get('tfjs-cpu')).toMatchObject({ state: 'unavailable', problem: 'no processor' });
  expect(last.get('ort-wasm')).toMatchObject({ state: 'broken', problem: 'out of memory' });
  expect(reportOf(last.get('ort-wasm')!)).toBeUndefined();
});

it('keeps what a stopped run has found, and runs no other', async () => {
  const controller = new AbortController();
  const { last } = await runFakes(async (_id, _selection, { onStart, onResults }, signal) => {
    signal.throwIfAborted();
    onStart(subject);
    onResults([result('a')]);
    controller.abort();
    signal.throwIfAborted();
  }, controller.signal);
  expect(last.get('tfjs-cpu')).toMatchObject({ state: 'stopped', results: [result('a')] });
  expect(last.get('ort-wasm')).toMatchObject({ state: 'stopped', results: [] });
});
