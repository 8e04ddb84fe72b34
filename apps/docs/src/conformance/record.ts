// Runs the whole kit on every runtime and writes reference results: in Node what runs there, and all in Chromium, on the
// built site. `npx tsx src/conformance/record.ts [node] [chromium]`; both where neither is named.
import { writeFileSync } from 'node:fs';
import { thisMachine } from '@involution/adapters/machine';
import { launchOptions } from '@involution/browser';
import { type ConformanceAdapter, runConformance, type TestResult } from '@involution/conformance';
import { startOnnxWasm } from '@involution/runtimes/onnx/wasm';
import type { StartedRuntime } from '@involution/runtimes/runtime';
import { startTfjsCpu } from '@involution/runtimes/tfjs/cpu';
import { startTfjsWasm } from '@involution/runtimes/tfjs/wasm';
import * as ort from 'onnxruntime-web';
import { chromium } from 'playwright';
import { RUNTIMES, type RuntimeId } from '../compute/runtimes.ts';
import { serve } from '../site/serve.ts';
import { adapters, onOrt } from './adapters.ts';
import { downloaded, endOfKit, startKit } from './drive.ts';
import { outcomeOf, type ReferenceSource } from './reference.ts';

/** A software GPU takes minutes. */
const TIMEOUT = 30 * 60_000;

const { cpu, cores } = thisMachine();
const machine = `${cpu}, ${cores} cores`;
const [date] = new Date().toISOString().split('T') as [string];

const places = { node: recordNode, chromium: recordChromium };
const named = process.argv.slice(2);
for (const [place, record] of Object.entries(places)) {
  if (named.length === 0 || named.includes(place)) await record();
}

async function recordNode(): Promise<void> {
  const runtimes: Partial<Record<RuntimeId, [() => Promise<StartedRuntime>, () => Promise<ConformanceAdapter>]>> = {
    'tfjs-cpu': [() => startTfjsCpu({ kernels: 'ours', device: cpu }), adapters['tfjs-cpu']],
    'tfjs-wasm': [() => startTfjsWasm({ device: cpu }), adapters['tfjs-wasm']],
    'ort-wasm': [() => startOnnxWasm({ ort, kernels: 'ours', device: cpu }), async () => onOrt('ort-wasm', ort)],
  };
  for (const [id, [start, adapterOf]] of Object.entries(runtimes)) {
    const { version, device } = await start();
    const { results } = await runConformance(await adapterOf());
    write('node', { runtime: id as RuntimeId, engine: `Node ${process.versions.node}`, version, device }, results);
  }
}

async function recordChromium(): Promise<void> {
  const { origin, close } = await serve(true);
  const browser = await chromium.launch(launchOptions());
  try {
    for (const { id } of RUNTIMES) {
      const page = await browser.newPage();
      await page.goto(`${origin}/conformance`);
      await startKit(page, { ids: [id] });
      await endOfKit(page, TIMEOUT);
      const [report] = (await downloaded(page)).reports;
      if (!report) throw new Error(`${id} is not available in this Chromium.`);
      const { version, device, results } = report;
      write('chromium', { runtime: id, engine: `Chromium ${browser.version()}`, version, device }, results);
      await page.close();
    }
  } finally {
    await browser.close();
    close();
  }
}

function write(place: string, source: Omit<ReferenceSource, 'machine' | 'date'>, results: readonly TestResult[]): void {
  const name = `${source.runtime}-${place}`;
  const lines = results.map((result) => {
    const [status, ...error] = outcomeOf(result);
    return `    ${JSON.stringify(result.id)}: [${[status, ...error].map((word) => JSON.stringify(word)).join(', ')}]`;
  });
  // A line for each test, for diffs.
  const head = JSON.stringify({ ...source, machine, date }, null, 2).replace(/\n\}$/, '');
  writeFileSync(
    new URL(`results/${name}.json`, import.meta.url),
    `${head},\n  "results": {\n${lines.join(',\n')}\n  }\n}\n`,
  );
  const counts = [...new Set(results.map(({ status }) => status))].map(
    (status) => `${results.filter((result) => result.status === status).length} ${status}`,
  );
  console.log(`${name}: ${counts.join(', ')}`);
}
