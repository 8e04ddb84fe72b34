import { isInvolutionError } from '@involution/core';
import type { FusedNode, RejectedMatch } from '@involution/onnx';
import {
  definesInvolution,
  type ExternalFile,
  mayFuse,
  type ReadExternal,
  readerOf,
  requireDomainVersion,
  requireValidStructure,
} from '@involution/onnx/model';
import type { ModelProto } from '@involution/onnx/proto';
import type { LoadedModel } from './load-model.ts';
import { involutionsOf } from './placement.ts';
import { referConstants } from './refer-constants.ts';

/** A model with involutions. */
export interface FusedModel {
  model: ModelProto;
  /** What its constants may lie in, to mount for its sessions. */
  files: readonly ExternalFile[];
  fused: readonly FusedNode[];
  rejected: readonly RejectedMatch[];
}

/**
 * Fuses what exporters write for involutions.
 *
 * @param loaded Its message is changed.
 * @param canRefer Whether sessions can read constants from the model's bytes; if not, they stay in the model.
 * @returns `undefined` for a model without involutions, and for what is no ONNX model: onnxruntime says itself what is wrong
 * with it.
 * @throws InvolutionError `INVALID_MODEL` when a model with Involution nodes is not of valid structure, or is written for
 * another version of them.
 */
export async function fuseLoadedModel(
  { model, bytes, files }: LoadedModel,
  canRefer: boolean,
): Promise<FusedModel | undefined> {
  if (model === undefined || definesInvolution(model)) return undefined;
  const allFiles = canRefer ? [referConstants(model, bytes), ...files] : files;
  const hasNodes = involutionsOf(model).length > 0;
  try {
    requireValidStructure(model);
    const { fused, rejected } = mayFuse(model) ? await fuse(model, readerOf(files)) : NOTHING;
    if (!hasNodes && fused.length === 0) return undefined;
    requireDomainVersion(model);
    return { model, files: allFiles, fused, rejected };
  } catch (error) {
    // Where there is nothing of ours in a model, what is wrong with it is for onnxruntime to say.
    if (isInvolutionError(error) && !hasNodes) return undefined;
    throw error;
  }
}

const NOTHING: Pick<FusedModel, 'fused' | 'rejected'> = { fused: [], rejected: [] };

/** The fuser is large: only what needs it loads it. */
async function fuse(model: ModelProto, read: ReadExternal): Promise<Pick<FusedModel, 'fused' | 'rejected'>> {
  const { fuseModel } = await import('@involution/onnx/fuser');
  return fuseModel(model, read);
}
