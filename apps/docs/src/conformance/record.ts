// Runs the whole kit on every runtime and writes reference results: in Node what runs there, and all in Chromium, on the
// built site. `npx tsx src/conformance/record.ts [node] [chromium]`; both where neither is named.
import { writeFileSync } from 'node:fs';
import { thisMachine } from '@involution/adapters/machine';
import { launchOptions } from '@involution/browser';
import { chromium } from 'playwright';
import { RUNTIMES, type RuntimeId } from '../compute/runtimes.ts';
import { serve } from '../site/serve.ts';
import { downloaded, endOfKit, startKit } from './drive.ts';
import type { SubjectReport } from './export.ts';
import { NODE_RUNTIMES, runInNode } from './node.ts';
import { outcomeOf, type ReferenceSource } from './reference.ts';

/** A software GPU takes minutes. */
const TIMEOUT = 30 * 60_000;

const places = { node: recordNode, chromium: recordChromium };
const named = process.argv.slice(2);
for (const [place, record] of Object.entries(places)) {
  if (named.length === 0 || named.includes(place)) await record();
}

async function recordNode(): Promise<void> {
  for (const id of NODE_RUNTIMES) write(id, 'Node', process.versions.node, await runInNode(id));
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
      write(id, 'Chromium', browser.version(), report);
      await page.close();
    }
  } finally {
    await browser.close();
    close();
  }
}

function write(
  runtime: RuntimeId,
  host: string,
  hostVersion: string,
  { version, device, results, passed, failed, expectedFail, notSupported }: SubjectReport,
): void {
  const { cpu, cores } = thisMachine();
  const source: ReferenceSource = {
    runtime,
    engine: `${host} ${hostVersion}`,
    version,
    device,
    machine: `${cpu}, ${cores} cores`,
    date: new Date().toISOString().slice(0, 10),
  };
  // A line for each test, for diffs.
  const head = JSON.stringify(source, null, 2).replace(/\n\}$/, '');
  const lines = results.map((result) => {
    const words = outcomeOf(result).map((word) => JSON.stringify(word));
    return `    ${JSON.stringify(result.id)}: [${words.join(', ')}]`;
  });
  const name = `${runtime}-${host.toLowerCase()}`;
  writeFileSync(
    new URL(`results/${name}.json`, import.meta.url),
    `${head},\n  "results": {\n${lines.join(',\n')}\n  }\n}\n`,
  );
  console.log(
    `${name}: ${passed} passed, ${failed} failed, ${expectedFail} expected to fail, ${notSupported} not supported`,
  );
}
