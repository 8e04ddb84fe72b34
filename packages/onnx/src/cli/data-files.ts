// Files beside a model that hold tensors of it.
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { copyFile, mkdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { InvolutionError } from '@involution/core';
import { type ModelProto, TensorProto_DataLocation } from '@involution/onnx-messages';
import { externalBytes, type ReadExternal } from '../graph/external-data.ts';
import { quoted } from '../graph/names.ts';
import { isExternal } from '../graph/tensor-data.ts';
import { tensorsOf } from '../graph/tensors.ts';

/** A model in one file must be smaller: protobuf reads no larger message. */
const MAX_FILE_BYTES = 2 ** 31 - 2 ** 20;

/** Demands that data files lie in the folder of their model, so that a model names no other file of its user's. */
export async function requireInside(folder: string, locations: readonly string[]): Promise<void> {
  for (const location of locations) {
    const path = join(folder, location);
    const isLocal = !isAbsolute(location) && isInside(folder, path);
    // A link can lead elsewhere.
    if (isLocal && (!existsSync(path) || isInside(await realpath(folder), await realpath(path)))) continue;
    const argument = `external data ${quoted(location)}`;
    throw new InvolutionError('INVALID_MODEL', argument, `The ${argument} lies outside the folder of the model.`);
  }
}

/** Reads of the files in a folder, each time only what is asked for. */
export function readerIn(folder: string): ReadExternal {
  return ({ location, offset, length }) => {
    const path = join(folder, location);
    if (!existsSync(path)) return undefined;
    const file = openSync(path, 'r');
    try {
      const available = Math.max(0, fstatSync(file).size - offset);
      const bytes = new Uint8Array(Math.min(length ?? available, available));
      readSync(file, bytes, 0, bytes.length, offset);
      return bytes;
    } finally {
      closeSync(file);
    }
  };
}

/**
 * Copies data files to where a model is written.
 *
 * @returns Those that were copied; none where the folder is the same.
 */
export async function copyDataFiles(locations: readonly string[], from: string, to: string): Promise<string[]> {
  const copied: string[] = [];
  for (const location of locations) {
    const [source, target] = [join(from, location), join(to, location)];
    await mkdir(dirname(target), { recursive: true });
    if (existsSync(target) && (await realpath(source)) === (await realpath(target))) continue;
    await copyFile(source, target);
    copied.push(location);
  }
  return copied;
}

/**
 * Moves all tensors into the model.
 *
 * @throws InvolutionError `INVALID_MODEL` when a file is missing or the model would be too large.
 */
export function mergeData(model: ModelProto, read: ReadExternal): void {
  let total = 0;
  for (const tensor of tensorsOf(model)) {
    if (!isExternal(tensor)) continue;
    const bytes = externalBytes(tensor, read);
    const argument = `tensor ${quoted(tensor.name)}`;
    if (bytes === undefined) {
      throw new InvolutionError('INVALID_MODEL', argument, `The ${argument} lies in a file that is not there.`);
    }
    total += bytes.length;
    if (total > MAX_FILE_BYTES) {
      throw new InvolutionError('INVALID_MODEL', 'model', 'The tensors take 2 GiB or more, too much for one file.');
    }
    tensor.rawData = bytes as Uint8Array<ArrayBuffer>;
    tensor.externalData = [];
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && !/^\.\.(?:[\\/]|$)/.test(way);
}
