import { InvolutionError, sizeOf } from '@involution/core';
import { type LoadedParameters, loadParameters, modelOf } from '@involution/tfjs-layers';
import { Float16Array } from '@petamoriken/float16';
import { io } from '@tensorflow/tfjs-core';

/** As tfjs's own converter cuts them, so that caches of browsers keep them. */
const SHARD_BYTES = 4 * 2 ** 20;

/** Where a model goes, and in what form. */
interface WriteOptions {
  imageSize: number | undefined;
  classes: number;
  half: boolean;
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** Writes a network with its parameters as `model.json` and shards, in tfjs's format of layers models. */
export async function writeLayersModel(loaded: LoadedParameters, options: WriteOptions): Promise<void> {
  const { network } = loaded;
  const { imageSize = null, classes, half, write } = options;
  const outputs = classes > 0 ? {} : { outputs: network.features };
  const model = modelOf(network, { inputShape: [imageSize, imageSize, network.inputChannels], ...outputs });
  try {
    await loadParameters(model, loaded);
    await model.save(
      io.withSaveHandler(async (artifacts) => {
        await writeArtifacts(half ? halved(artifacts) : artifacts, write);
        return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
  } finally {
    model.dispose();
  }
}

async function writeArtifacts(artifacts: io.ModelArtifacts, write: WriteOptions['write']): Promise<void> {
  const bytes = new Uint8Array(io.CompositeArrayBuffer.join(artifacts.weightData!));
  const count = Math.ceil(bytes.length / SHARD_BYTES);
  const paths = Array.from({ length: count }, (_, k) => `group1-shard${k + 1}of${count}.bin`);
  for (const [k, path] of paths.entries()) await write(path, bytes.subarray(k * SHARD_BYTES, (k + 1) * SHARD_BYTES));
  const { format, generatedBy, modelTopology, weightSpecs } = artifacts;
  const weightsManifest = [{ paths, weights: weightSpecs }];
  const content = { format, generatedBy, convertedBy: 'involution-convert', modelTopology, weightsManifest };
  await write('model.json', new TextEncoder().encode(JSON.stringify(content)));
}

/** The same with matrices and convolutions in half precision, which tfjs widens when it loads them. */
function halved({ weightSpecs, weightData, ...rest }: io.ModelArtifacts): io.ModelArtifacts {
  const bytes = io.CompositeArrayBuffer.join(weightData!);
  const parts: ArrayBufferLike[] = [];
  let offset = 0;
  const specs = weightSpecs!.map((spec): io.WeightsManifestEntry => {
    const values = new Float32Array(bytes, offset, sizeOf(spec.shape));
    offset += values.byteLength;
    if (spec.shape.length < 2) {
      parts.push(values.slice().buffer);
      return spec;
    }
    parts.push(toHalf(spec.name, values));
    return {
      ...spec,
      quantization: { dtype: 'float16', original_dtype: 'float32' } as io.WeightsManifestEntry['quantization'],
    };
  });
  return { ...rest, weightSpecs: specs, weightData: parts as ArrayBuffer[] };
}

function toHalf(name: string, values: Float32Array): ArrayBufferLike {
  const half = new Float16Array(values);
  const at = half.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return half.buffer;
  throw new InvolutionError(
    'INVALID_DATA',
    name,
    `${name} holds ${values[at]}, which is too large for half precision.`,
  );
}
