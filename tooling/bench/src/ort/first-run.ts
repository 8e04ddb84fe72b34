// How long a user waits for the first result of a small network, whose runs are short once engines have compiled it: RedNet-26 at
// 64×64 on onnxruntime-web's WebAssembly provider in Node, on one thread.
import Table from 'cli-table3';
import { median } from 'simple-statistics';
import { inProcess } from '../in-process.ts';
import type { BenchOutput } from '../report.ts';
import { FIRST_RUN_CONTENDERS, FIRST_RUN_SIZE, type FirstRunContender, type FirstRuns } from './first-run-task.ts';

const SCRIPT = new URL('first-run-process.ts', import.meta.url);
const PROCESSES = 9;
/** Runs after which nothing gets faster. */
const WARM = 30;

interface Row {
  readonly contender: FirstRunContender;
  readonly createMs: number;
  readonly firstMs: number;
  readonly secondMs: number;
  readonly steadyMs: number;
  readonly firstOverSteady: number;
}

/** Medians of some processes, in turns. */
export async function benchFirstRun(onProgress: (text: string) => void): Promise<BenchOutput> {
  const seen: Record<FirstRunContender, FirstRuns[]> = { ours: [], unmodified: [] };
  for (let k = 0; k < PROCESSES; k++) {
    for (const contender of FIRST_RUN_CONTENDERS) {
      onProgress(`RedNet-26 at ${FIRST_RUN_SIZE}×${FIRST_RUN_SIZE}, first run, ${contender}, process ${k + 1}`);
      seen[contender].push(await inProcess<FirstRuns>(SCRIPT, contender));
    }
  }
  const rows = FIRST_RUN_CONTENDERS.map((contender): Row => {
    const all = seen[contender];
    const firstMs = median(all.map(({ runsMs }) => runsMs[0]!));
    const steadyMs = median(all.map(({ runsMs }) => median(runsMs.slice(WARM))));
    return {
      contender,
      createMs: median(all.map(({ createMs }) => createMs)),
      firstMs,
      secondMs: median(all.map(({ runsMs }) => runsMs[1]!)),
      steadyMs,
      firstOverSteady: firstMs / steadyMs,
    };
  });
  return { result: { size: FIRST_RUN_SIZE, rows }, table: toTable(rows) };
}

function toTable(rows: readonly Row[]): string {
  const table = new Table({ head: ['contender', 'creation, ms', 'first run', 'second', 'steady', 'first / steady'] });
  for (const { contender, createMs, firstMs, secondMs, steadyMs, firstOverSteady } of rows) {
    const times = [createMs, firstMs, secondMs, steadyMs].map((time) => time.toFixed(1));
    table.push([contender, ...times, firstOverSteady.toFixed(2)]);
  }
  return table.toString();
}
