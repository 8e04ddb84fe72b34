import { InvolutionError, tapCount, unexpected } from '@involution/core';
import { fused, involution1d, involution2d, involution3d } from '@involution/tfjs';
import {
  type serialization,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { input, layers, type Shape, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { outputSizes, poolingAxes } from './alignment.ts';
import { averagePool } from './average-pool.ts';
import { applyToPositions, kernelGeneratorLayers, projectionLayer } from './kernel-generator.ts';
import type { InvolutionLayerArgs, ResolvedLayerOptions } from './layer-args.ts';
import { type AggregationOptions, aggregationOptions, resolveArgs, resolveWindow } from './resolve-args.ts';
import { fromSerialized, serializeValues } from './serialization.ts';

type Kwargs = Parameters<layers.Layer['call']>[1];

/** The operator for each number of spatial axes: one shape of arguments, since the layer knows its rank. */
type Aggregate = (x: Tensor, kernel: Tensor, options: AggregationOptions) => Tensor;
const AGGREGATES = [involution1d, involution2d, involution3d] as unknown as readonly Aggregate[];

/** What a layer becomes when its input's channels are known. */
interface Built {
  /** G */
  groups: number;
  /** Generates the kernel from the pooled x. */
  generator: readonly layers.Layer[];
  /** To `filters` channels, where x has others. */
  projection: layers.Layer | undefined;
}

/** What the layers of all ranks share. */
export abstract class InvolutionLayer extends layers.Layer {
  protected readonly options: ResolvedLayerOptions;
  readonly #rank: number;
  #built: Built | undefined;

  /**
   * @param rank Number of spatial axes.
   * @throws InvolutionError for options that no layer has.
   */
  constructor(rank: number, args: InvolutionLayerArgs) {
    const options = resolveArgs(args, rank);
    super(args);
    this.#rank = rank;
    this.options = options;
    this.inputSpec = [{ ndim: rank + 2 }];
  }

  /**
   * Makes the weights.
   *
   * @throws InvolutionError `CHANNELS_NOT_DIVISIBLE`, `EMPTY_OUTPUT`, `INVALID_SHAPE`, or `KERNEL_SHAPE_MISMATCH` when
   * a kernel generator of the caller's gives something else than kernels.
   */
  override build(inputShape: Shape | Shape[]): void {
    const { options } = this;
    const [batchSize, spatial, channels] = this.#split(inputShape);
    const filters = options.filters ?? channels;
    const projection = filters === channels ? undefined : projectionLayer(options, filters);
    const isBefore = options.projection === 'before';
    const groups = groupsOf(options, isBefore ? filters : channels);
    const size = groups * tapCount({ axes: resolveWindow(options, this.#rank).windows });
    const outSizes = outputSizes(spatial, options);
    const reduction = options.reduction ?? 4;
    const hidden = options.hidden ?? Math.max(1, Math.floor((isBefore ? filters : channels) / reduction));
    const generator = options.kernelGenerator
      ? [options.kernelGenerator]
      : kernelGeneratorLayers(options, hidden, size);

    // Applied to symbols, for weights to be named `layer/reduce/kernel` and so on.
    const source = options.kernelGenerator ? [batchSize, ...outSizes, channels] : [null, channels];
    const kernel = symbolically(generator, source);
    const expected = [...source.slice(0, -1), size];
    if (!kernel.every((length, axis) => length === null || expected[axis] === null || length === expected[axis])) {
      throw unexpected('KERNEL_SHAPE_MISMATCH', 'kernelGenerator', kernel, `one that gives [${expected.join(', ')}]`);
    }
    if (projection) symbolically([projection], [null, channels]);

    const parts = [...generator, ...(projection ? [projection] : [])];
    this.trainableWeights = parts.flatMap((part) => part.trainableWeights);
    this.nonTrainableWeights = parts.flatMap((part) => part.nonTrainableWeights);
    for (const part of parts) this.addLoss(part.losses);
    this.inputSpec = [{ ndim: this.#rank + 2, axes: { [-1]: channels } }];
    this.#built = { groups, generator, projection };
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batchSize, spatial, channels] = this.#split(inputShape);
    return [batchSize, ...outputSizes(spatial, this.options), this.options.filters ?? channels];
  }

  override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const { projection } = this.#built!;
      const { options } = this;
      const x = this.prepare(Array.isArray(inputs) ? inputs[0]! : inputs, kwargs);
      const pooled = averagePool(x, poolingAxes(x.shape.slice(1, -1), options));
      const training = { training: kwargs.training };
      const aggregate = this.#aggregation(pooled, training);
      const project = (tensor: Tensor) => (projection ? applyToPositions([projection], tensor, training) : tensor);
      const y = options.projection === 'before' ? aggregate(project(x)) : project(aggregate(x));
      if (options.activation === undefined) return y;
      return layers.activation({ activation: options.activation }).apply(y) as Tensor;
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...serializeValues(this.options), ...super.getConfig() };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    const { kernelGenerator } = config;
    return new cls(kernelGenerator ? { ...config, kernelGenerator: fromSerialized(kernelGenerator) } : config);
  }

  /** x as the windows see it. */
  protected prepare(x: Tensor, _kwargs: Kwargs): Tensor {
    return x;
  }

  /** The operator, with kernels generated from the pooled x. */
  #aggregation(pooled: Tensor, training: Kwargs): (x: Tensor) => Tensor {
    const { options } = this;
    const { groups, generator } = this.#built!;
    const settings = { ...aggregationOptions(options, this.#rank), groups };
    if (this.#rank === 2 && !options.kernelGenerator) {
      // What they are made of goes before y comes, which may be the most that there is room for.
      const features = tidy(() => applyToPositions(generator.slice(0, -1), pooled, training) as Tensor4D);
      const [spanWeights, spanBias] = generator.at(-1)!.getWeights() as [Tensor2D, Tensor1D?];
      const span = { features, spanWeights, ...(spanBias && { spanBias }) };
      return (x) => fused.involution2d({ x: x as Tensor4D, ...span, ...settings });
    }
    const kernel = options.kernelGenerator
      ? (options.kernelGenerator.apply(pooled, training) as Tensor)
      : applyToPositions(generator, pooled, training);
    return (x) => AGGREGATES[this.#rank - 1]!(x, kernel, settings);
  }

  #split(inputShape: Shape | Shape[]): [batchSize: number | null, spatial: (number | null)[], channels: number] {
    const [shape] = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as [Shape];
    const channels = shape.at(-1);
    if (shape.length !== this.#rank + 2 || typeof channels !== 'number') {
      throw unexpected('INVALID_SHAPE', 'inputShape', shape, `of rank ${this.#rank + 2} with known channels`);
    }
    return [shape[0] ?? null, shape.slice(1, -1), channels];
  }
}

function groupsOf({ groups, channelsPerGroup }: ResolvedLayerOptions, channels: number): number {
  const result = channelsPerGroup === undefined ? (groups ?? 1) : channels / channelsPerGroup;
  if (Number.isInteger(result) && channels % result === 0) return result;
  const what = channelsPerGroup === undefined ? `${groups} groups` : `groups of ${channelsPerGroup}`;
  throw new InvolutionError('CHANNELS_NOT_DIVISIBLE', 'groups', `${channels} channels can't be split into ${what}.`);
}

/** Builds layers one behind the other; the shape of the last one's result. */
function symbolically(chain: readonly layers.Layer[], batchShape: Shape): Shape {
  const result = chain.reduce((tensor, layer) => layer.apply(tensor) as SymbolicTensor, input({ batchShape }));
  return result.shape;
}
