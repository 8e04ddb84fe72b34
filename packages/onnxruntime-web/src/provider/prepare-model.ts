import { isInvolutionError } from '@involution/core';
import type { FusedNode, RejectedMatch } from '@involution/onnx';
import { definesInvolution, fuseModel, readModel, requireValidStructure } from '@involution/onnx/model';
import type { ModelProto } from 'onnx-buf';
import { type DataFile, referConstants } from './light-model.ts';
import { hasInvolution } from './placement.ts';

/** A model with involutions. */
export interface PreparedModel {
  model: ModelProto;
  /** What holds the constants of the model, to mount for its sessions; none where they are in it. */
  files: readonly DataFile[];
  fused: readonly FusedNode[];
  rejected: readonly RejectedMatch[];
}

/**
 * Reads a model and fuses what exporters write for involutions.
 *
 * @param canRefer Whether sessions can read constants from `bytes`; if not, they stay in the model.
 * @returns `undefined` for a model without involutions, and for what is no ONNX model: onnxruntime also reads a format of
 * its own, and says itself what is wrong with others.
 * @throws InvolutionError `INVALID_MODEL` when a model with Involution nodes is not of valid structure.
 */
export function prepareModel(bytes: Uint8Array, canRefer: boolean): PreparedModel | undefined {
  const model = parse(bytes);
  if (model === undefined || definesInvolution(model)) return undefined;
  const files = canRefer ? [referConstants(model, bytes)] : [];
  const hasNodes = hasInvolution(model);
  try {
    requireValidStructure(model);
    const { fused, rejected } = fuseModel(model);
    return hasNodes || fused.length > 0 ? { model, files, fused, rejected } : undefined;
  } catch (error) {
    // Where there is nothing of ours in a model, what is wrong with it is for onnxruntime to say.
    if (isInvolutionError(error) && !hasNodes) return undefined;
    throw error;
  }
}

function parse(bytes: Uint8Array): ModelProto | undefined {
  try {
    return readModel(bytes);
  } catch (error) {
    if (isInvolutionError(error)) return undefined;
    throw error;
  }
}
