// Tables and numbers out of a results file of tooling/bench.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** What every results file says of itself; the rest is each bench's own. */
export interface ResultsFile {
  readonly [name: string]: Json;
  readonly command: string;
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGiB: number; readonly node: string };
}

/** A table before its words and numbers are written in a language. */
export interface ResultsTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (Json | undefined)[])[];
}

/**
 * What stands at a path: names and indices with dots between them, where `name=value` (several with commas) is the first
 * element of a list that has those values, as in `geometricMeans.direction=forward,baseline=composed.baselineOverOurs`.
 *
 * @throws Error where the path leads to nothing, so that a page whose figure is gone does not build.
 */
export function valueAt(file: Json, path: string): Json {
  const value = find(file, path);
  if (value === undefined) throw new Error(`The results have nothing at '${path}'.`);
  return value;
}

function find(file: Json, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((value, step) => {
    if (Array.isArray(value) && step.includes('=')) return value.find((element) => fits(element, conditionsOf(step)));
    return typeof value === 'object' && value !== null ? (value as { [name: string]: Json })[step] : undefined;
  }, file);
}

function conditionsOf(step: string): [path: string, value: string][] {
  return step.split(',').map((condition) => {
    const at = condition.indexOf('=');
    return [condition.slice(0, at), condition.slice(at + 1)];
  });
}

function fits(element: Json, conditions: readonly (readonly [path: string, value: Json])[]): boolean {
  return conditions.every(([path, value]) => String(find(element, path)) === String(value));
}

/**
 * The rows of a list in the file.
 *
 * @param list Path of the list.
 * @param columns The title of each column, by the path of its values in a row.
 * @param where Values that a row must have, by their paths. Default: all rows.
 * @throws Error where there is no such row, or no row has a value for a column.
 */
export function rowsTable(
  file: Json,
  list: string,
  columns: Readonly<Record<string, string>>,
  where: Readonly<Record<string, string | number>> = {},
): ResultsTable {
  const elements = (valueAt(file, list) as readonly Json[]).filter((row) => fits(row, Object.entries(where)));
  const rows = elements.map((row) => Object.keys(columns).map((path) => find(row, path)));
  const empty = Object.keys(columns).find((_, k) => rows.every((row) => row[k] === undefined));
  if (empty !== undefined) throw new Error(`No row of '${list}' in the results has '${empty}'.`);
  return { head: Object.values(columns), rows };
}

/** The contests of a file: shape, then each contestant's median. */
export interface Contests {
  readonly contestants: readonly string[];
  readonly rows: readonly { readonly shape: string; readonly medians: Readonly<Record<string, number>> }[];
  /** Geometric means over the shapes, by baseline: how many times as long as ours it takes. */
  readonly means: Readonly<Record<string, number>>;
}

interface Measurement {
  readonly shape: string;
  readonly direction: string;
  readonly medians: Readonly<Record<string, number>>;
}

/** @throws Error where the file has no contest in this direction. */
export function contestsOf(file: ResultsFile, direction: string): Contests {
  const rows = (valueAt(file, 'measurements') as unknown as readonly Measurement[]).filter(
    (measurement) => measurement.direction === direction,
  );
  if (rows.length === 0) throw new Error(`The results have no contest '${direction}'.`);
  const means = (
    file.geometricMeans as unknown as readonly { direction: string; baseline: string; baselineOverOurs: number }[]
  ).filter((mean) => mean.direction === direction);
  const names = Object.keys(rows[0]!.medians).filter((name) => name !== 'ours');
  return {
    contestants: ['ours', ...names],
    rows,
    means: Object.fromEntries(means.map(({ baseline, baselineOverOurs }) => [baseline, baselineOverOurs])),
  };
}
