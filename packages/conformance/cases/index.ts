// The whole kit as data: what write.ts puts into data/, and the same bytes every time.
import type { Manifest, SuiteName, TestEntry } from '../src/manifest.ts';
import { determinismTests } from './determinism.ts';
import { errorTests } from './errors.ts';
import { generatedTests } from './generated.ts';
import { goldenTests } from './golden.ts';
import { leakTests } from './leaks.ts';
import { nonFiniteTests } from './non-finite.ts';
import { rangeTests } from './range.ts';
import { isSmoke } from './smoke.ts';
import { SuiteWriter } from './writer.ts';

/** The suites in the order in which they run. */
const SUITES: readonly (readonly [SuiteName, (writer: SuiteWriter) => TestEntry[]])[] = [
  ['golden', goldenTests],
  ['generated', generatedTests],
  ['non-finite', nonFiniteTests],
  ['range', rangeTests],
  ['determinism', determinismTests],
  ['errors', errorTests],
  ['leaks', leakTests],
];

/** The files of data/ by name: the manifest with a test on each line, and the numbers of each suite. */
export function makeFiles(): Map<string, Uint8Array> {
  const tests: TestEntry[] = [];
  const files: Manifest['files'] = {};
  const contents = new Map<string, Uint8Array>();
  for (const [suite, make] of SUITES) {
    const writer = new SuiteWriter(suite);
    tests.push(...make(writer).map((test) => (isSmoke(test.id) ? { ...test, smoke: true as const } : test)));
    const numbers = writer.numbers();
    if (numbers.length === 0) continue;
    const file = `${suite}.bin`;
    Object.assign(files, { [suite]: { file, numbers: numbers.length } });
    contents.set(file, bytesOf(numbers));
  }
  return contents.set('manifest.json', new TextEncoder().encode(manifestText(files, tests)));
}

function manifestText(files: Manifest['files'], tests: readonly TestEntry[]): string {
  const lines = tests.map((test) => JSON.stringify(test)).join(',\n');
  return `{"$schema":"./manifest.schema.json","version":1,\n"files":${JSON.stringify(files)},\n"tests":[\n${lines}\n]}\n`;
}

/** Little-endian, whatever this machine is. */
function bytesOf(numbers: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(numbers.byteLength));
  numbers.forEach((value, k) => {
    view.setFloat64(8 * k, value, true);
  });
  return new Uint8Array(view.buffer);
}
