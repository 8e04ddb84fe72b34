// Where the nodes of a drawing stand: Y at the bottom, each node above the ones that read it, X's on the left, W's on the right.

/** A value or a node of a drawing. */
export interface Drawn {
  /** The value that it is or produces. */
  readonly id: string;
  /** Ids of others; what is not drawn is ignored. */
  readonly reads: readonly string[];
}

/** Something with its place in a grid; columns are halves of a drawing that is two wide. */
export interface Placed<T extends Drawn> {
  readonly item: T;
  readonly row: number;
  readonly column: number;
}

/** A drawing, laid out. */
export interface Layout<T extends Drawn> {
  readonly rows: number;
  /** How many stand side by side at most, at least two. */
  readonly columns: number;
  readonly placed: readonly Placed<T>[];
  readonly edges: readonly { readonly from: Placed<T>; readonly to: Placed<T> }[];
}

/**
 * @param items In an order in which each comes after those that it reads. The first two are X and W, the last is Y.
 */
export function layoutOf<T extends Drawn>(items: readonly T[]): Layout<T> {
  const byId = new Map(items.map((item) => [item.id, item]));
  const readsOf = (item: T) => item.reads.flatMap((id) => byId.get(id) ?? []);

  const fromEnd = new Map<T, number>(items.map((item) => [item, 0]));
  for (const item of [...items].reverse()) {
    for (const read of readsOf(item)) fromEnd.set(read, Math.max(fromEnd.get(read)!, fromEnd.get(item)! + 1));
  }
  const rows = Math.max(...fromEnd.values()) + 1;

  // 0: from X alone, 1: from W alone, between them: from both.
  const [x, w] = items;
  const sides = new Map<T, number>();
  for (const item of items) {
    const from = readsOf(item).map((read) => sides.get(read)!);
    const own = item === x ? 0 : item === w ? 1 : (Math.min(...from) + Math.max(...from)) / 2;
    sides.set(item, own > 0 && own < 1 ? 0.5 : own);
  }

  const inRows = Array.from({ length: rows }, (_, row) =>
    items.filter((item) => rows - 1 - fromEnd.get(item)! === row).sort((a, b) => sides.get(a)! - sides.get(b)!),
  );
  const columns = Math.max(2, ...inRows.map(({ length }) => length));
  const placed = inRows.flatMap((inRow, row) =>
    inRow.map((item, k) => {
      const column = inRow.length === 1 ? sides.get(item)! * (columns - 1) : (k * (columns - 1)) / (inRow.length - 1);
      return { item, row, column };
    }),
  );
  const places = new Map(placed.map((each) => [each.item, each]));
  const edges = placed.flatMap((to) => readsOf(to.item).map((read) => ({ from: places.get(read)!, to })));
  return { rows, columns, placed, edges };
}
