export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export { dialectOptions } from './dialects.ts';
export type { Dialect, InvolutionLayerArgs, InvolutionLayerOptions, LayerPadding } from './layer-args.ts';
export { Involution1D, Involution2D, Involution3D, registerLayers } from './layers.ts';
export { type LoadedParameters, loadParameters } from './load-parameters.ts';
export { type ModelOptions, modelOf } from './model-of.ts';
export { type RedNetModelOptions, rednet } from './rednet.ts';
