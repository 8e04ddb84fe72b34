import { type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { applyToPositions, copyOf } from './kernel-generator.ts';
import type { Initializer } from './layer-args.ts';
import { serializeValues } from './serialization.ts';

/** What a pointwise convolution is, beside what every layer of tfjs has. */
export type PointwiseConvolutionArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]> & {
  /** Channels of the result. */
  filters: number;
  /** Default: `'glorotNormal'`. */
  kernelInitializer?: Initializer;
};

/**
 * A 1×1 convolution without bias, `[N, …, C]` → `[N, …, filters]`: a product of matrices with a row for each position. tfjs's
 * dense layer computes the same, but copies its weights at every call where the input has spatial axes; on the
 * WebAssembly backend a product then also prepares them anew, which takes longer than itself where there are few positions.
 */
export class PointwiseConvolution extends layers.Layer {
  static className = 'PointwiseConvolution';

  readonly #options: { readonly filters: number; readonly kernelInitializer: Initializer };
  readonly #matrix: layers.Layer;

  constructor({ filters, kernelInitializer = 'glorotNormal', ...args }: PointwiseConvolutionArgs) {
    super(args);
    this.#options = { filters, kernelInitializer };
    this.#matrix = layers.dense({ units: filters, useBias: false, kernelInitializer: copyOf(kernelInitializer) });
  }

  override build(inputShape: Shape | Shape[]): void {
    this.#matrix.build([null, (inputShape as Shape).at(-1)!]);
    this.trainableWeights = this.#matrix.trainableWeights;
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [...(inputShape as Shape).slice(0, -1), this.#options.filters];
  }

  override call(inputs: Tensor | Tensor[], kwargs: Parameters<layers.Layer['call']>[1]): Tensor {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      return applyToPositions([this.#matrix], Array.isArray(inputs) ? inputs[0]! : inputs, {});
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...serializeValues(this.#options), ...super.getConfig() };
  }
}
