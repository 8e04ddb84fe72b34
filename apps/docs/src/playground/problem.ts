import { isInvolutionError, kernelShapeOf } from '@involution/core';
import type { Photo } from '@involution/runtimes/photo';
import { photoGeometry } from '@involution/runtimes/photo-call';
import { MAX_EDITED_SIZE } from './filter.ts';
import { optionsOf } from './options.ts';
import type { Settings } from './settings.ts';

/** The kernel tensor is in memory several times: here, in the reference and in each runtime. */
const MAX_KERNEL_MEGABYTES = 256;

/** Why settings can't be run: the library's own words, or what is too much for this page. */
export type Problem =
  | { readonly code: string; readonly message: string }
  | { readonly kernelMegabytes: number; readonly maxMegabytes: number }
  | { readonly maxFilterSize: number };

export function problemOf(settings: Settings, photo: Pick<Photo, 'height' | 'width'>): Problem | undefined {
  const { job } = settings;
  if (job === 'sharpen') return undefined;
  try {
    const { geometry } = photoGeometry(photo, optionsOf(settings));
    if (job === 'filter' && settings.kernelSize > MAX_EDITED_SIZE) return { maxFilterSize: MAX_EDITED_SIZE };
    const kernelMegabytes = (kernelShapeOf(geometry).reduce((product, size) => product * size) * 4) / 1e6;
    return kernelMegabytes > MAX_KERNEL_MEGABYTES ? { kernelMegabytes, maxMegabytes: MAX_KERNEL_MEGABYTES } : undefined;
  } catch (error) {
    if (!isInvolutionError(error)) throw error;
    return { code: error.code, message: error.message };
  }
}
