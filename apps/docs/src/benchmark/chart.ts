import type { Row } from './figures.ts';

/** The words of a chart, in the language of its page. */
export interface ChartWords {
  contestant(name: string): string;
  direction(name: string): string;
  axis: string;
}

/** What a chart shows of a row: of a committed result the median alone is known. */
export type ChartRow = Pick<Row, 'shape' | 'direction' | 'contestant' | 'median'> & Partial<Row>;

/**
 * A row for each contestant, under the contest's name: the median as a dot, the middle half of the runs as a thick line, all
 * as a thin one; the committed median as a hollow diamond.
 */
export async function timesChart(rows: readonly ChartRow[], width: number, words: ChartWords): Promise<Element> {
  const Plot = await import('@observablehq/plot');
  const contest = ({ shape, direction }: ChartRow) => `${shape} · ${words.direction(direction)}`;
  const contests = [...new Set(rows.map(contest))];
  const contestants = [...new Set(rows.map(({ contestant }) => contestant))];
  const place = { y: 'contestant', fy: contest } as const;
  const colour = ({ contestant }: ChartRow) => (contestant === 'ours' ? 'var(--vp-c-brand-1)' : 'var(--vp-c-text-2)');
  return Plot.plot({
    width,
    height: contests.length * (contestants.length * 22 + 34) + 50,
    marginLeft: 96,
    marginTop: 24,
    x: {
      type: 'log',
      label: words.axis,
      grid: true,
      inset: 8,
      tickFormat: (ms: number) => (isPowerOfTen(ms) ? String(ms) : ''),
    },
    y: { label: null, domain: contestants, tickFormat: words.contestant, tickSize: 0 },
    fy: { axis: null, domain: contests, padding: 0.3 },
    marks: [
      Plot.text(contests, {
        fy: (name) => name,
        text: (name) => name,
        frameAnchor: 'top-left',
        dy: -14,
        fontWeight: 'bold',
      }),
      Plot.ruleY(rows, { ...place, x1: 'min', x2: 'max', stroke: colour }),
      Plot.ruleY(rows, { ...place, x1: 'lowerQuartile', x2: 'upperQuartile', stroke: colour, strokeWidth: 4 }),
      Plot.dot(rows, { ...place, x: 'median', fill: colour, r: 5 }),
      Plot.dot(
        rows.filter(({ committed }) => committed),
        { ...place, x: (row: ChartRow) => row.committed!.median, stroke: colour, symbol: 'diamond', r: 6 },
      ),
    ],
  });
}

/** Labels at every step of a logarithmic axis would cover each other. */
function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.round(Math.log10(value) * 1e6) / 1e6);
}
