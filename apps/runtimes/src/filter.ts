// A filter that is the same at every pixel: what a depthwise convolution would do.
import type { Call } from './call.ts';
import type { Photo } from './photo.ts';
import { type PhotoOptions, photoCall } from './photo-call.ts';

/**
 * A filter on a photo's colours.
 *
 * @param filter K² numbers, row by row; every group has the same.
 */
export function filterCall(photo: Photo, filter: readonly number[], options: PhotoOptions): Call {
  const call = photoCall(photo, options);
  const { data } = call.kernel;
  for (let k = 0; k < data.length; k++) data[k] = filter[k % filter.length]!;
  return call;
}
