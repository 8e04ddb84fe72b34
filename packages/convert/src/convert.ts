import { type ByteSource, detectNetwork, openCheckpoint } from '@involution/checkpoints';
import { parameterCount } from '@involution/core/networks';
import { networkModel } from '@involution/onnx';
import { type ConvertOptions, type ConvertReport, checkOptions } from './convert-options.ts';
import { planOf } from './plan.ts';
import { countingReads } from './progress.ts';
import { configJson, preprocessorConfigJson } from './transformers-config.ts';

/**
 * Converts a published checkpoint of a network with involutions, in a page or in Node: finds out which network it is of, and
 * writes models that need the checkpoint no more.
 *
 * - `onnx`: `onnx/model.onnx`, with the input `pixel_values`, `[N, C, H, W]`, as transformers.js calls it, and the output
 *   `logits`, or the features of a network without a head. Involutions are nodes `ai.involution::Involution`: they run on
 *   `@involution/onnxruntime-web`, or anywhere after `expandInvolution` of `@involution/onnx`.
 * - `tfjs`: `model.json` and shards of 4 MB beside it, for `tf.loadLayersModel` with the layers of `@involution/tfjs-layers`.
 *   Some backend of TensorFlow.js must be registered.
 * - Both: `config.json` and `preprocessor_config.json` as transformers.js reads them.
 *
 * @param data The file: bytes, a page's `File`, or a source that reads ranges, such as that of `fileSource` of
 *   `@involution/checkpoints/node`. Parameters are read one after the other.
 * @throws InvolutionError `INVALID_OPTIONS`, or `INVALID_CHECKPOINT` for a file that is no checkpoint or of no network known
 *   here, before anything is written; `INVALID_DATA` for a weight that half precision does not have.
 */
export async function convert(
  data: ByteSource | Uint8Array | ArrayBuffer | Blob,
  options: ConvertOptions,
): Promise<ConvertReport> {
  checkOptions(options);
  const loaded = detectNetwork(await openCheckpoint(data));
  const plan = planOf(loaded, options);
  const { network, classes, labels, imageSize } = plan;
  const files: { path: string; size: number }[] = [];
  async function write(path: string, bytes: Uint8Array): Promise<void> {
    await options.write(path, bytes);
    files.push({ path, size: bytes.length });
  }

  const { half = false } = options;
  const targets = [...new Set(options.to)];
  for (const [k, target] of targets.entries()) {
    const parameters = countingReads(loaded.parameters, target, k, targets.length, options.onProgress);
    if (target === 'onnx') {
      const size = imageSize === undefined ? {} : { imageSize };
      const names = { name: plan.name, inputName: 'pixel_values', ...(classes > 0 && { labels }) };
      await write('onnx/model.onnx', await networkModel(network, parameters, { ...size, ...names, half }));
    } else {
      // Loaded when it is needed: who converts to ONNX needs no TensorFlow.js.
      const { writeLayersModel } = await import('./layers-model.ts');
      await writeLayersModel({ network, parameters }, { imageSize, classes, half, write });
    }
  }
  await write('config.json', json(configJson(plan)));
  await write('preprocessor_config.json', json(preprocessorConfigJson(plan)));
  const { used, unused } = loaded;
  return { network: plan.name, parameters: parameterCount(network), classes, used, unused, files };
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`);
}
