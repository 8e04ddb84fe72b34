import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { trainedFile, trainedRecord } from '@involution/digits';
import { networkFile, networkRecords } from '@involution/fixtures/networks';
import { expandInvolution } from '@involution/onnx';
import { convert } from 'involution-convert';
import { crops, digitPhotos, type Photo } from './photos.ts';

/** A network, and the photos that are classified with it. */
export interface Network {
  /** Also of its folder and of its results. */
  readonly name: 'digits' | 'crops';
  readonly checkpoint: Uint8Array;
  readonly imageSize: number;
  /** How far float32 results were from float64 ones where the network comes from. */
  readonly roundoff: number;
  photos(): Promise<Photo[]>;
}

/** A trained RedNet for gray digits, and one with random weights for photos in color. */
export const NETWORKS: readonly Network[] = [
  {
    name: 'digits',
    checkpoint: trainedFile('rednet.pth'),
    imageSize: 32,
    roundoff: trainedRecord('rednet').roundoff,
    photos: digitPhotos,
  },
  {
    name: 'crops',
    checkpoint: networkFile('rednet'),
    imageSize: 64,
    roundoff: networkRecords.find(({ name }) => name === 'rednet')!.roundoff,
    photos: crops,
  },
];

/** The files of a network's folder: what `involution-convert` and `involution-onnx expand` write. */
export async function modelFiles({ checkpoint, imageSize }: Network): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  await convert(checkpoint, { to: ['onnx'], imageSize, write: (path, bytes) => void files.set(path, bytes) });
  return files.set('onnx/model.expanded.onnx', expandInvolution(files.get('onnx/model.onnx')!));
}

/** Writes NAME/model and NAME/photos of each network into a folder. */
export async function writeNetworks(folder: string): Promise<void> {
  for (const network of NETWORKS) {
    const own = join(folder, network.name);
    for (const { name, png } of await network.photos()) write(join(own, 'photos', name), png);
    for (const [path, bytes] of await modelFiles(network)) write(join(own, 'model', path), bytes);
  }
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
