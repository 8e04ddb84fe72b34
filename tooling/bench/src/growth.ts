import { linearRegression, linearRegressionLine, rSquared } from 'simple-statistics';

/** How the time of our forward pass grows with one quantity. */
export interface Growth {
  quantity: string;
  /** Quantity and median milliseconds. */
  points: [quantity: number, ms: number][];
  /** Of log time over log quantity: 1 is growth in proportion. */
  slope: number;
  /** The least-squares line of time over quantity, for growth on top of what a call costs anyway. */
  line: {
    fixedMs: number;
    msPerUnit: number;
    /** The share of the variance that it explains: 1 is growth by a line. */
    rSquared: number;
  };
}

/** What follows from the points. */
export function growthOf(quantity: string, points: Growth['points']): Growth {
  const line = linearRegression(points);
  return {
    quantity,
    points,
    slope: linearRegression(points.map((point) => point.map(Math.log))).m,
    line: { fixedMs: line.b, msPerUnit: line.m, rSquared: rSquared(points, linearRegressionLine(line)) },
  };
}
