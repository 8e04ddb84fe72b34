// A network in onnxruntime-web; runs in Node and in the page alike.
import { sizeOf } from '@involution/core';
import { expandInvolution, networkModel } from '@involution/onnx';
import { randomParameters } from '../ort/random-rednet.ts';
import { networkNamed } from './networks.ts';
import type { OrtTask } from './tasks.ts';

/** A network with the numbers that it runs on. */
export interface OrtNetwork {
  readonly model: Uint8Array;
  readonly input: Float32Array;
  readonly dims: readonly number[];
}

/** The network of a task. */
export async function ortNetwork({ network: name, way, height, width }: OrtTask): Promise<OrtNetwork> {
  const network = networkNamed(name);
  const model = await networkModel(network, randomParameters(network), { imageSize: [height, width] });
  const dims = [1, network.inputChannels, height, width];
  return {
    model: way === 'fused' ? model : expandInvolution(model),
    input: new Float32Array(sizeOf(dims)).map((_, k) => ((k * 7919) % 1009) / 1009 - 0.5),
    dims,
  };
}

/** Some numbers, from all over a result. */
export function sampleOf(data: Float32Array): number[] {
  return Array.from({ length: 64 }, (_, k) => data[Math.floor(((k + 0.5) * data.length) / 64)]!);
}
