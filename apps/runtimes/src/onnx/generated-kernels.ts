// What the involutions of a network generate for an image, as onnxruntime-web computes it.
import { detectNetwork, openCheckpoint } from '@involution/checkpoints';
import { kernelOrderPermutation, permuteAxis, type TypedNdArray } from '@involution/core';
import type { InvolutionNode } from '@involution/core/networks';
import { networkModel } from '@involution/onnx';
import { isInvolution, nodesOf, readModel, writeModel } from '@involution/onnx/model';
import { fromPartial, ValueInfoProto } from '@involution/onnx-messages';
import { registerInvolution } from '@involution/onnxruntime-web';
import type * as Ort from 'onnxruntime-web';
import type { NetworkCall } from '../call.ts';
import { inputTensor } from './network.ts';

/** The kernels of one involution: those of the first group, `[K², H, W]` with a K×K kernel at every position. */
export interface GeneratedKernels {
  kernelSize: number;
  kernels: TypedNdArray<Float32Array>;
}

/** @param call With one image. */
export async function generatedKernels(
  ort: typeof Ort,
  { checkpoint, images }: NetworkCall,
): Promise<GeneratedKernels[]> {
  const { network, parameters } = detectNetwork(await openCheckpoint(checkpoint));
  const model = readModel(await networkModel(network, parameters));
  // Each involution is a node, whose second input is the kernel: make that a result of the model.
  const names = [...nodesOf(model)].filter(({ node }) => isInvolution(node)).map(({ node }) => node.input[1]!);
  model.graph!.output.push(...names.map((name) => fromPartial(ValueInfoProto, { name })));

  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const session = await ort.InferenceSession.create(writeModel(model), { executionProviders: ['involution'] });
  try {
    const results = await session.run({ input: inputTensor(ort, images, network.inputChannels) }, names);
    const involutions = network.nodes.filter((node): node is InvolutionNode => node.op === 'involution');
    return involutions.map((node, k) => firstGroup(node, results[names[k]!]!));
  } finally {
    await session.release();
  }
}

/** W `[1, G·K², H, W]` → `[K², H, W]`. */
function firstGroup({ groups, kernelSize, kernelOrder }: InvolutionNode, w: Ort.Tensor): GeneratedKernels {
  const taps = kernelSize ** 2;
  const toGroupMajor = kernelOrderPermutation(groups, taps, kernelOrder, 'group-major');
  const { data } = permuteAxis({ data: w.data as Float32Array, shape: w.dims }, 1, toGroupMajor);
  return { kernelSize, kernels: { data: data.subarray(0, data.length / groups), shape: [taps, ...w.dims.slice(2)] } };
}
