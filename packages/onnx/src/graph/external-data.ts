// Tensors whose values lie in files beside the model.
import { InvolutionError, unexpected } from '@involution/core';
import type { ModelProto, TensorProto } from '@involution/onnx-messages';
import { quoted } from './names.ts';
import { byteLengthOf, isExternal } from './tensor-data.ts';
import { tensorsOf } from './tensors.ts';

/** A file beside a model, as in the `externalData` of onnxruntime-web's session options. */
export interface ExternalFile {
  /** What the model calls it: its place relative to the model. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** For functions that look at the values of tensors. */
export interface ExternalDataOptions {
  /** Files beside the model. Default: none. */
  externalData?: readonly ExternalFile[];
}

/** Some bytes of a file beside the model. */
export interface ExternalRange {
  readonly location: string;
  readonly offset: number;
  /** `undefined`: to the end of the file. */
  readonly length: number | undefined;
}

/** Reads some bytes of a file beside the model; `undefined` when there is no such file. They are not copied if possible. */
export type ReadExternal = (range: ExternalRange) => Uint8Array | undefined;

/** For a model of which no other files are at hand. */
export const readNothing: ReadExternal = () => undefined;

/**
 * Reads of files that are in memory.
 *
 * @throws InvolutionError `INVALID_OPTIONS` when one is not a path with its bytes.
 */
export function readerOf(files: readonly ExternalFile[]): ReadExternal {
  const byPath = new Map<string, Uint8Array>();
  for (const { path, data } of files) {
    if (typeof path !== 'string' || !(data instanceof Uint8Array)) {
      throw unexpected('INVALID_OPTIONS', 'externalData', { path, data }, 'a list of { path, data: Uint8Array }');
    }
    byPath.set(withoutDot(path), data);
  }
  return ({ location, offset, length }) => {
    return byPath.get(withoutDot(location))?.subarray(offset, length === undefined ? undefined : offset + length);
  };
}

/**
 * Where the values of a tensor lie that are not in the model.
 *
 * @throws InvolutionError `INVALID_MODEL` when the model does not tell.
 */
export function externalRange(tensor: TensorProto): ExternalRange {
  const { location = '', offset = '0', length } = entriesOf(tensor);
  const range = {
    location,
    offset: Number(offset),
    length: length === undefined ? byteLengthOf(tensor) : Number(length),
  };
  const isRange = [range.offset, range.length ?? 0].every((size) => Number.isSafeInteger(size) && size >= 0);
  if (location !== '' && isRange) return range;
  const argument = `tensor ${quoted(tensor.name)}`;
  const got = `location ${quoted(location)}, offset ${quoted(offset)}, length ${quoted(length ?? '')}`;
  const message = `The ${argument} lies outside the model at ${got}, which is no range of bytes of a file.`;
  throw new InvolutionError('INVALID_MODEL', argument, message);
}

/**
 * The bytes of a tensor that lie outside the model.
 *
 * @returns `undefined` when the file is not at hand.
 * @throws InvolutionError `INVALID_MODEL` when the model does not tell where they are, or the file ends before them.
 */
export function externalBytes(tensor: TensorProto, read: ReadExternal): Uint8Array | undefined {
  const range = externalRange(tensor);
  const bytes = read(range);
  if (bytes === undefined || range.length === undefined || bytes.length === range.length) return bytes;
  const argument = `tensor ${quoted(tensor.name)}`;
  const place = `offset ${range.offset} of ${quoted(range.location)}`;
  const message = `The ${argument} has ${range.length} bytes at ${place}, and the file holds ${bytes.length} of them.`;
  throw new InvolutionError('INVALID_MODEL', argument, message);
}

/** A path as others are compared with it: models and users may write one for the folder of the model. */
export function withoutDot(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

/** The files beside a model that it says hold some of its tensors. */
export function externalLocations(model: ModelProto): string[] {
  const tensors = [...tensorsOf(model)].filter(isExternal);
  return [...new Set(tensors.map((tensor) => withoutDot(entriesOf(tensor).location ?? '')))];
}

function entriesOf({ externalData }: TensorProto): Readonly<Record<string, string>> {
  return Object.fromEntries(externalData.map(({ key, value }) => [key, value]));
}
