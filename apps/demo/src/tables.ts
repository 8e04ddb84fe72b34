import Table from 'cli-table3';
import type { DemoResult } from './demo.ts';

// In the terminal's own colours.
const style = { head: [], border: [] };

/** The first part as text. */
export function photoTable(rows: DemoResult['rows']): string {
  const table = new Table({
    head: ['runtime', 'version', 'device', 'sharpened', 'normalized error', 'median ms', 'result'],
    // A GPU's driver has a long name.
    colWidths: [null, null, 32],
    wordWrap: true,
    style,
  });
  for (const row of rows) {
    if (!('agrees' in row)) {
      const content = 'failed' in row ? `FAILED: ${row.failed}` : `not available: ${row.unavailable}`;
      table.push([row.runtime, { colSpan: 6, content }]);
      continue;
    }
    table.push([
      row.runtime,
      row.version,
      row.device,
      row.sharpened,
      row.worstError.toFixed(3),
      row.medianMs.toFixed(1),
      agreement(row),
    ]);
  }
  return table.toString();
}

/** The second part as text. */
export function digitsTable(rows: DemoResult['digitRows']): string {
  const head = ['runtime', 'network', 'digits', 'accuracy', 'differences', 'largest logit', 'images/s', 'result'];
  const table = new Table({ head, style });
  for (const row of rows) {
    if (!('agrees' in row)) {
      const content = 'failed' in row ? `FAILED: ${row.failed}` : row.unavailable;
      table.push([row.runtime, { colSpan: 7, content }]);
      continue;
    }
    table.push([
      row.runtime,
      row.file,
      row.digits,
      `${(100 * row.accuracy).toFixed(2)} %`,
      row.differentPredictions,
      row.largestShare.toFixed(3),
      row.perSecond.toFixed(0),
      agreement(row),
    ]);
  }
  return table.toString();
}

function agreement({ agrees }: { agrees: boolean }): string {
  return agrees ? 'agrees' : 'DISAGREES';
}
