import type { NodeProto } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';

/** Views between two values, in the order in which they run. */
export interface Trail {
  source: string;
  views: readonly NodeProto[];
}

const VIEWS = ['Flatten', 'Identity', 'Reshape', 'Squeeze', 'Unsqueeze'] as const;

/** More views in a row are not looked through. No exporter writes as many, and each node looks at those before it. */
const MAX_VIEWS = 16;

/** The views that lead to a value, and what they are views of. */
export function viewsBefore(value: string, index: GraphIndex): Trail {
  const views: NodeProto[] = [];
  let source = value;
  while (views.length < MAX_VIEWS) {
    const view = index.producerOf(source, ...VIEWS);
    if (view === undefined) return { source, views: views.reverse() };
    views.push(view);
    source = view.input[0]!;
  }
  return { source, views: views.reverse() };
}
