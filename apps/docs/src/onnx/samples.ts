// Models to try, out of those that this project is tested with. Each is one gzipped asset of the site.
import recipe from '@involution/fixtures/data/onnx/recipe-dynamo-batch.onnx.gz?url&no-inline';
import rednet from '@involution/fixtures/data/onnx/rednet26-width-8-dynamo-batch.onnx.gz?url&no-inline';
import sharedWeights from '@involution/fixtures/data/onnx/shared-by-batch-dynamo-static.onnx.gz?url&no-inline';

/** A model to try. */
export interface Sample {
  readonly id: SampleId;
  readonly name: string;
  readonly url: string;
  /** As the browser loads it; a test weighs it. */
  readonly kilobytes: number;
}

export type SampleId = 'rednet' | 'sharedWeights' | 'recipe';

/** In the order in which the page has them. */
export const SAMPLES: readonly Sample[] = [
  { id: 'rednet', name: 'rednet26-width-8.onnx', url: rednet, kilobytes: 54 },
  { id: 'sharedWeights', name: 'shared-by-batch.onnx', url: sharedWeights, kilobytes: 1 },
  { id: 'recipe', name: 'recipe.onnx', url: recipe, kilobytes: 1 },
];
