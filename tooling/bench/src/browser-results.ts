// What the site's benchmark page measures in a visitor's browser and offers as a file for `results/browsers`.
import type { Times } from './contest.ts';
import type { Direction } from './report.ts';

/** A file of `results/browsers`, which `browser-results.schema.json` describes. */
export interface BrowserResults {
  format: 'involution-browser-benchmark-1';
  /** `YYYY-MM-DD` */
  date: string;
  /** The page's address after the path, by which it does the same again. */
  settings: string;
  browser: Browser;
  runtimes: BrowserRuntime[];
}

/** What a browser says of itself and of its machine. */
export interface Browser {
  userAgent: string;
  /** Logical processors, as many as the browser admits. */
  processors: number;
  crossOriginIsolated: boolean;
  /** The least step of its clock: a tenth of a millisecond or more where pages are not isolated. */
  clockMs: number;
}

/** What one runtime took, in a worker of its own. */
export interface BrowserRuntime {
  runtime: string;
  version: string;
  /** What computes, in words. */
  device: string;
  /** Of the framework's own kernels; ours use one. */
  threads: number;
  measurements: BrowserMeasurement[];
}

/** One contest: the milliseconds of a call by contestant. */
export interface BrowserMeasurement {
  shape: string;
  direction: Direction;
  multiplyAdds: number;
  times: Readonly<Record<string, Times>>;
}
