// A job on a photo: the call that every runtime computes, its exact result, and how near a result is to that.
import { type Expected, isWithinBound, judge } from '@involution/conformance';
import { convertDataFormat, type DataFormat, FLOAT32_UNIT_ROUNDOFF, type NdArray } from '@involution/core';
import type { Call } from '@involution/runtimes/call';
import { expectedOf } from '@involution/runtimes/compare';
import { filterCall } from '@involution/runtimes/filter';
import { layerCall, toPhoto } from '@involution/runtimes/layer';
import { type Photo, toGray } from '@involution/runtimes/photo';
import { sharpenCall, toBytes } from '@involution/runtimes/sharpen';
import { optionsOf } from './options.ts';
import type { Settings } from './settings.ts';

/** What a result has to be. */
export interface Exact {
  readonly expected: Expected;
  /** The same as bytes. */
  readonly picture: Photo;
}

/** What is found about a result. */
export interface Verdict {
  readonly picture: Photo;
  /** 1 is the bound of a correct result. */
  readonly worstError: number;
  readonly differentBytes: number;
  /** Whether every element is within its bound. */
  readonly agrees: boolean;
}

/** @throws InvolutionError where `problemOf` says so too. */
export function callOf(settings: Settings, photo: Photo): Call {
  if (settings.job === 'sharpen') return sharpenCall(toGray(photo));
  const options = optionsOf(settings);
  return settings.job === 'layer' ? layerCall(photo, options) : filterCall(photo, settings.filter, options);
}

export function exactOf(settings: Settings, call: Call): Exact {
  const expected = expectedOf(call);
  return { expected, picture: pictureOf(settings, expected) };
}

/** @param result As a runtime gives it, in its own data format. */
export function judgeResult(settings: Settings, exact: Exact, result: NdArray, dataFormat: DataFormat): Verdict {
  const picture = pictureOf(settings, toChannelsLast(result, dataFormat));
  const worst = judge(result, exact.expected, { capabilities: { dataFormat }, unitRoundoff: FLOAT32_UNIT_ROUNDOFF });
  return {
    picture,
    worstError: worst.normalizedError,
    differentBytes: picture.data.filter((byte, k) => byte !== exact.picture.data[k]).length,
    agrees: isWithinBound(worst),
  };
}

export function toChannelsLast({ data, shape }: NdArray, dataFormat: DataFormat): NdArray {
  return convertDataFormat({ data: Float32Array.from(data), shape }, dataFormat, 'channelsLast');
}

/** y `[1, H, W, C]` in bytes: gray where it was sharpened, else its first three channels. */
export function pictureOf({ job }: Pick<Settings, 'job'>, { data, shape }: Pick<NdArray, 'data' | 'shape'>): Photo {
  const [, height, width, channels] = shape as [number, number, number, number];
  if (job === 'sharpen') return toBytes({ data }, { height, width });
  const colours = Float32Array.from({ length: height * width * 3 }, (_, k) => {
    return data[Math.floor(k / 3) * channels + (k % 3)]!;
  });
  return toPhoto({ data: colours }, { height, width });
}
