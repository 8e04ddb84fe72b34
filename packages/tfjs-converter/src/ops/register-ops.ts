import { registerOp } from '@tensorflow/tfjs-converter';
import { runExtractImagePatches } from './extract-image-patches.ts';
import { INVOLUTION, runInvolution } from './involution.ts';

/**
 * Makes known to `tf.loadGraphModel` what it lacks for models with involutions: TensorFlow's `ExtractImagePatches`, and the
 * operator that {@link fuseInvolution} puts into a model. What it registers is for inference: graph models are not trained.
 *
 * Call it before a model is loaded; {@link fusedModel} and importing `@involution/tfjs-converter/register` do.
 */
export function registerOps(): void {
  registerOp('ExtractImagePatches', runExtractImagePatches);
  registerOp(INVOLUTION, runInvolution);
}
