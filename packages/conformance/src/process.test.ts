import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inputsFor, makeCase } from './case.ts';
import { type ProcessAdapterOptions, processAdapter } from './process.ts';
import { runConformance } from './run.ts';
import { isSmokeTest } from './tests.ts';
import { describeConformance } from './vitest.ts';

const program = fileURLToPath(new URL('../test/process-backend.mjs', import.meta.url));

function nodeAdapter(change: Partial<ProcessAdapterOptions> = {}) {
  return processAdapter({
    name: 'a program',
    command: process.execPath,
    args: [program],
    capabilities: { dataFormat: 'channelsLast', spatialRanks: [1, 2, 3] },
    ...change,
  });
}

/** A program of a few words in place of a backend. */
const script = (text: string) => nodeAdapter({ args: ['-e', text] });

const inputs = inputsFor(makeCase('process', [1, 2, 2, 2], { kernelSize: 1, groups: 1 }), 'channelsLast');

/** Makes one call; what it throws. */
async function messageOf(adapter: ReturnType<typeof nodeAdapter>): Promise<unknown> {
  await adapter.init();
  try {
    return await Promise.resolve(adapter.forward(inputs)).then(String, (error: Error) => error.message);
  } finally {
    await adapter.dispose();
  }
}

// Numbers are numbers in every suite; what a program has to get across besides is errors.
describeConformance(nodeAdapter(), { filter: (test) => isSmokeTest(test) || test.suite === 'errors' });

describe('processAdapter', () => {
  it('leaves out operations that the program does not have', async () => {
    const report = await runConformance(nodeAdapter({ operations: ['forward'] }), {
      filter: ({ id }) => id.startsWith('golden/torch-k3-c3-g1'),
    });
    expect(report.results.map(({ status }) => status)).toEqual(['passed', 'not-supported', 'not-supported']);
  });

  it('says that there is no such program', async () => {
    const adapter = nodeAdapter({ command: '/no/such/program' });
    await expect(adapter.init()).rejects.toThrow('ENOENT');
    await expect(Promise.resolve(adapter.forward(inputs))).rejects.toThrow('a program is called before init.');
    await adapter.dispose();
  });

  it('says how a program has ended that does not answer', async () => {
    expect(await messageOf(script('console.error("no device"); process.exit(3)'))).toBe(
      'a program ended with 3 in forward, and said: no device',
    );
    expect(await messageOf(script('process.stdout.write(JSON.stringify({ shape: [9] }) + "\\n1234")'))).toBe(
      'a program ended with 0 in forward.',
    );
  });

  it('shows an answer that the protocol does not know', async () => {
    const answers = ['hello', '{"shape":"large"}', '{"error":{"code":7}}', 'null'];
    for (const answer of answers) {
      const adapter = script(`process.stdin.once('data', () => console.log(${JSON.stringify(answer)}))`);
      expect(await messageOf(adapter)).toBe(`a program answered forward with '${answer}'.`);
    }
  });
});
