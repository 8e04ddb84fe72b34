import { isInvolutionError } from '@involution/core';
import type { ExternalFile, FusedNode, RejectedMatch } from '@involution/onnx';
import { definesInvolution, fuseModel, readerOf, readModel, requireValidStructure } from '@involution/onnx/model';
import type { ModelProto } from 'onnx-buf';
import { referConstants } from './light-model.ts';
import { hasInvolution } from './placement.ts';

/** A model with involutions. */
export interface PreparedModel {
  model: ModelProto;
  /** What holds constants of the model, to mount for its sessions: its own file, and those beside it. */
  files: readonly ExternalFile[];
  fused: readonly FusedNode[];
  rejected: readonly RejectedMatch[];
}

/**
 * Reads a model.
 *
 * @returns `undefined` for what is no ONNX model: onnxruntime also reads a format of its own, and says itself what is wrong
 * with others.
 */
export function parseModel(bytes: Uint8Array): ModelProto | undefined {
  try {
    return readModel(bytes);
  } catch (error) {
    if (isInvolutionError(error)) return undefined;
    throw error;
  }
}

/**
 * Fuses what exporters write for involutions.
 *
 * @param model Parsed from `bytes`; changed.
 * @param files Beside the model.
 * @param canRefer Whether sessions can read constants from `bytes`; if not, they stay in the model.
 * @returns `undefined` for a model without involutions, or one that says itself what they are.
 * @throws InvolutionError `INVALID_MODEL` when a model with Involution nodes is not of valid structure.
 */
export function prepareModel(
  model: ModelProto,
  bytes: Uint8Array,
  files: readonly ExternalFile[],
  canRefer: boolean,
): PreparedModel | undefined {
  if (definesInvolution(model)) return undefined;
  const allFiles = canRefer ? [referConstants(model, bytes), ...files] : files;
  const hasNodes = hasInvolution(model);
  try {
    requireValidStructure(model);
    const { fused, rejected } = fuseModel(model, readerOf(files));
    return hasNodes || fused.length > 0 ? { model, files: allFiles, fused, rejected } : undefined;
  } catch (error) {
    // Where there is nothing of ours in a model, what is wrong with it is for onnxruntime to say.
    if (isInvolutionError(error) && !hasNodes) return undefined;
    throw error;
  }
}
