// The contenders' models as files, with the same random weights in both runtimes.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeRedNet, type Network } from '@involution/core/networks';
import { expandInvolution, networkModel } from '@involution/onnx';
import { loadParameters, rednet } from '@involution/tfjs-layers';
import * as tf from '@tensorflow/tfjs';
import { randomParameters } from '../ort/random-rednet.ts';
import { describeResNet50 } from './resnet50.ts';
import { layersModelOf } from './resnet50-layers.ts';
import { type ComparedNetwork, type Contender, networkOf, SIZE } from './task.ts';

/** Writes all of them; tfjs's `'wasm'` must be the active backend. */
export async function writeModels(folder: string): Promise<void> {
  const network = { rednet50: describeRedNet({ depth: 50 }), resnet50: describeResNet50() };
  await writeLayers(folder, 'rednet50', network.rednet50, rednet({ depth: 50, inputShape: [SIZE, SIZE, 3] }));
  await writeLayers(folder, 'resnet50', network.resnet50, layersModelOf(network.resnet50, SIZE));
  const onnx = {
    rednet50: await networkModel(network.rednet50, randomParameters(network.rednet50)),
    resnet50: await networkModel(network.resnet50, randomParameters(network.resnet50)),
  };
  await writeFile(onnxFile(folder, 'rednet50'), onnx.rednet50);
  await writeFile(onnxFile(folder, 'resnet50'), onnx.resnet50);
  await writeFile(onnxFile(folder, 'unmodified'), expandInvolution(onnx.rednet50));
}

/** Reads a contender's ONNX model. */
export function readOnnx(folder: string, contender: Contender): Promise<Uint8Array> {
  return readFile(onnxFile(folder, contender));
}

/** Reads a contender's tf.layers model, for `tf.loadLayersModel`. */
export async function readLayers(folder: string, contender: Contender): Promise<tf.io.ModelArtifacts> {
  const { topology, weights } = layersFiles(folder, networkOf(contender));
  const bytes = await readFile(weights);
  const artifacts = JSON.parse(await readFile(topology, 'utf8')) as tf.io.ModelArtifacts;
  return { ...artifacts, weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
}

async function writeLayers(
  folder: string,
  name: ComparedNetwork,
  network: Network,
  model: tf.LayersModel,
): Promise<void> {
  await loadParameters(model, { network, parameters: randomParameters(network) });
  const { topology, weights } = layersFiles(folder, name);
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    await writeFile(topology, JSON.stringify({ modelTopology, weightSpecs }));
    await writeFile(weights, new Uint8Array(weightData as ArrayBuffer));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
  model.dispose();
}

function layersFiles(folder: string, name: ComparedNetwork): { topology: string; weights: string } {
  return { topology: join(folder, `${name}.json`), weights: join(folder, `${name}.bin`) };
}

function onnxFile(folder: string, contender: Contender): string {
  return join(folder, `${contender}.onnx`);
}
