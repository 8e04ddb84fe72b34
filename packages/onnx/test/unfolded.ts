// An involution as PyTorch exports it, to be changed in one place by a test.
import { type GraphInit, ints, longs, type NodeInit, op, type Sizes, value } from '@involution/adapters/onnx-graphs';

/** What differs from a 3×3 window at every position of a 5×6 image of 4 channels in 2 groups, without pads. */
export interface Unfolded {
  x?: Sizes;
  w?: Sizes;
  /** Nodes and constants before the windows; those that make the value `rows`, say, in place of the constant. */
  node?: NodeInit[];
  initializer?: GraphInit['initializer'];
  input?: GraphInit['input'];
}

/** Row indices of the windows, [3, 3]: tap, position. */
export const ROWS = [0, 1, 2, 1, 2, 3, 2, 3, 4];
/** Column indices of the windows, [3, 4]. */
export const COLUMNS = [0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5];

/** A graph of `x` and `w` with the result `y`, `[1, 4, 3, 4]`. */
export function unfolded({
  x = [1, 4, 5, 6],
  w = [1, 18, 3, 4],
  node = [],
  initializer = [],
  input = [],
}: Unfolded = {}): GraphInit {
  const given = new Set([...initializer.map(({ name }) => name), ...node.flatMap(({ output }) => output ?? [])]);
  const constants = [
    longs('rows', [3, 3], ROWS),
    longs('columns', [3, 4], COLUMNS),
    longs('windowShape', [6], [1, 2, 2, 9, 3, 4]),
    longs('weightShape', [6], [1, 2, 1, 9, 3, 4]),
    longs('resultShape', [4], [1, 4, 3, 4]),
    longs('taps', [1], [3]),
  ];
  return {
    input: [value('x', x), value('w', w), ...input],
    output: [value('y')],
    initializer: [...constants.filter(({ name }) => !given.has(name)), ...initializer],
    node: [
      ...node,
      op('Gather', ['x', 'rows'], 'gathered', [{ name: 'axis', type: 2, i: 2n }]),
      op('Gather', ['gathered', 'columns'], 'both', [{ name: 'axis', type: 2, i: 4n }]),
      op('Transpose', ['both'], 'windows', [ints('perm', 0n, 1n, 2n, 4n, 3n, 5n)]),
      op('Reshape', ['windows', 'windowShape'], 'seen'),
      op('Reshape', ['w', 'weightShape'], 'weights'),
      op('Mul', ['seen', 'weights'], 'product'),
      op('ReduceSum', ['product', 'taps'], 'sum', [{ name: 'keepdims', type: 2, i: 0n }]),
      op('Reshape', ['sum', 'resultShape'], 'y'),
    ],
  };
}
