import {
  cast,
  expandDims,
  greater,
  serialization,
  squeeze,
  type Tensor,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { poolingAxes } from './alignment.ts';
import { averagePool } from './average-pool.ts';
import { InvolutionLayer } from './involution-layer.ts';
import type { InvolutionLayerArgs } from './layer-args.ts';
import { PointwiseConvolution } from './pointwise-convolution.ts';

/**
 * Involution of sequences, `[N, W, C]` → `[N, Wo, C]`.
 *
 * Takes masks `[N, W]`: masked positions count as zeros, and an output position is masked when all positions that its
 * kernel is generated from are.
 */
export class Involution1D extends InvolutionLayer {
  static className = 'Involution1D';

  constructor(args: InvolutionLayerArgs) {
    super(1, args);
    this.supportsMasking = true;
  }

  protected override prepare(x: Tensor, { mask }: { mask?: Tensor | null }): Tensor {
    return mask ? where(expandDims(cast(mask, 'bool'), -1), x, zerosLike(x)) : x;
  }

  override computeMask(_inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
    const [single] = Array.isArray(mask) ? mask : [mask];
    if (!single) return mask as Tensor;
    return tidy(() => {
      const positions = expandDims(cast(single, 'float32'), -1);
      return greater(squeeze(averagePool(positions, poolingAxes([single.shape[1]!], this.options)), [-1]), 0);
    });
  }
}

/** Involution of images, `[N, H, W, C]` → `[N, Ho, Wo, C]`. Takes no masks. */
export class Involution2D extends InvolutionLayer {
  static className = 'Involution2D';

  constructor(args: InvolutionLayerArgs) {
    super(2, args);
  }
}

/** Involution of volumes, `[N, D, H, W, C]` → `[N, Do, Ho, Wo, C]`. Takes no masks. */
export class Involution3D extends InvolutionLayer {
  static className = 'Involution3D';

  constructor(args: InvolutionLayerArgs) {
    super(3, args);
  }
}

/** Makes the layers known to `tf.loadLayersModel`, by tf.serialization. A second time changes nothing. */
export function registerLayers(): void {
  for (const layer of [Involution1D, Involution2D, Involution3D, PointwiseConvolution])
    serialization.registerClass(layer);
}
