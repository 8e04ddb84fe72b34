import {
  FUSED_OPERATION_NAMES,
  FUSED_OPERATIONS,
  type FusedOperation,
  type InvolutionGeometry,
  type Operands,
  resolveFusedGeometry,
} from '@involution/core';
import {
  concat,
  type GradConfig,
  getGradient,
  registerGradient,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';
import {
  FUSED_KERNEL_NAMES,
  type FusedInvolution2DBackpropInputAttrs,
  type Involution2DOptions,
} from '../kernel-names.ts';
import type { Span, SpanInputs } from './generate-kernel.ts';
import { runFused } from './run-fused.ts';

/** The gradients for all inputs, from that of y. */
export function spanGradients(
  dy: Tensor4D,
  [x, features, spanWeights, bias]: SpanInputs,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor[] {
  const spanBias = bias ?? zeros([spanWeights.shape[1]]);
  const gradients = gradientsOf({ dy, x, features, spanWeights, spanBias }, options, geometry);
  const names = ['x', 'features', 'spanWeights', ...(bias ? (['spanBias'] as const) : [])] as const;
  return names.map((name) => gradients[name]());
}

/** Those of the span are made at once, for they are one operation; that for x when it is asked for. */
function gradientsOf(
  operands: Readonly<Record<'dy' | 'x', Tensor>> & Span,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Record<keyof Span | 'x', () => Tensor> {
  const { dy, x, features, spanWeights, spanBias } = operands;
  const [dFeatures, dWeights, dBias] = runFused('fusedGradSpan', { dy, x, features, spanWeights }, options, geometry);
  return {
    x: () => runFused('fusedGradInput', { dy, features, spanWeights, spanBias }, options, geometry)[0]!,
    features: () => dFeatures!,
    spanWeights: () => dWeights!,
    spanBias: () => dBias!,
  };
}

// y = f(x, κ) is linear in x and in the generated kernel κ, and κ in the features and in the span. Gradients of the gradients
// are therefore the same three operations with the arguments in other places: this closes differentiation to any order.
const GRADIENTS: Readonly<Record<FusedOperation, GradConfig['gradFunc']>> = {
  fusedForward: (upstream, saved, attrs) => {
    const [x, ...span] = saved as [Tensor, Tensor, Tensor, Tensor];
    const options = attrs as Involution2DOptions;
    const operands = { dy: upstream as Tensor, x, ...spanOf(span) };
    return gradientsOf(operands, options, geometryOf(operands, options));
  },
  fusedGradInput: (upstream, saved, attrs) => {
    const [dy, ...tensors] = saved as [Tensor, Tensor, Tensor, Tensor];
    const { xShape: _, ...options } = attrs as unknown as FusedInvolution2DBackpropInputAttrs;
    const [x, span] = [upstream as Tensor, spanOf(tensors)];
    const geometry = geometryOf({ x, ...span }, options);
    const { features, spanWeights, spanBias } = gradientsOf({ dy, x, ...span }, options, geometry);
    return {
      dy: () => runFused('fusedForward', { x, ...span }, options, geometry)[0]!,
      features,
      spanWeights,
      spanBias,
    };
  },
  fusedGradSpan: (upstream, saved, attrs) => {
    const [ofFeatures, ofWeights, spanBias] = upstream as Tensor[] as [Tensor4D, Tensor2D, Tensor];
    const [dy, x, features, spanWeights] = saved as [Tensor, Tensor, Tensor4D, Tensor2D];
    const options = attrs as Involution2DOptions;
    // What is differentiated is Σ dκ·κ′ with κ′ = ofFeatures·spanWeights + features·ofWeights + spanBias: a kernel that is
    // generated from twice as many features.
    const span = {
      features: concat([ofFeatures, features], 3),
      spanWeights: concat([spanWeights, ofWeights], 0),
      spanBias,
    };
    const geometry = geometryOf({ x, ...span }, options);
    const gradients = gradientsOf({ dy, x, ...span }, options, geometry);
    const [count, columns] = spanWeights.shape;
    return {
      dy: () => runFused('fusedForward', { x, ...span }, options, geometry)[0]!,
      x: gradients.x,
      features: () => slice(gradients.features() as Tensor4D, [0, 0, 0, count], features.shape),
      spanWeights: () => slice(gradients.spanWeights() as Tensor2D, [0, 0], [count, columns]),
    };
  },
};

function spanOf([features, spanWeights, spanBias]: readonly Tensor[]): Span {
  return { features: features!, spanWeights: spanWeights!, spanBias: spanBias! };
}

function geometryOf({ x, features, spanWeights }: Operands<Tensor>, options: Involution2DOptions): InvolutionGeometry {
  return resolveFusedGeometry({ x: x!.shape, features: features!.shape, spanWeights: spanWeights!.shape }, options);
}

/** Makes the fused kernels differentiable, as `registerGradients` does those of the other ops. */
export function registerFusedGradients(): void {
  for (const operation of FUSED_OPERATION_NAMES) {
    const kernelName = FUSED_KERNEL_NAMES[operation];
    if (getGradient(kernelName)) continue;
    const inputsToSave = [...FUSED_OPERATIONS[operation].operands];
    registerGradient({ kernelName, inputsToSave, gradFunc: GRADIENTS[operation] });
  }
}
