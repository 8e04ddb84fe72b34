import { io } from '@tensorflow/tfjs-core';
import { type FuseResult, fuseInvolution } from './fuse.ts';
import { registerOps } from './ops/register-ops.ts';

/** What {@link fusedModel} can be asked besides. */
export interface FusedModelOptions {
  /** Called with what was found in the model, once it is loaded. */
  onFused?: (result: FuseResult) => void;
}

/**
 * A graph model with its involutions fused, for `tf.loadGraphModel`: the model loads as ever, and then
 * {@link fuseInvolution} does its work. Registers what runs it.
 *
 * @param source Where the model is: a URL as `tf.loadGraphModel` takes it, or a handler, as `tf.io.http(url, options)` or
 * `tf.io.fromMemory(artifacts)` make them.
 * @returns A handler that loads. It rejects with an InvolutionError `INVALID_MODEL` as `fuseInvolution` throws it, and with the
 * errors of the source.
 */
export function fusedModel(source: string | io.IOHandler, { onFused }: FusedModelOptions = {}): io.IOHandler {
  registerOps();
  const [handler = io.http(source as string)] = typeof source === 'string' ? io.getLoadHandlers(source) : [source];
  return {
    async load() {
      const result = fuseInvolution(await handler.load!());
      onFused?.(result);
      return result.model;
    },
  };
}
