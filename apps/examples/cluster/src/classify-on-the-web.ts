import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import sharp from 'sharp';
import { modelFiles, type Network } from './networks.ts';

/** The part of `preprocessor_config.json` that photos need which have the size to begin with. */
interface Preparation {
  do_convert_rgb: boolean;
  rescale_factor: number;
  crop_size?: { height: number; width: number };
  image_mean?: readonly number[];
  image_std?: readonly number[];
}

/** Logits `[photos, classes]` of a network's photos, by their names. */
export type Logits = (file: 'model.onnx' | 'model.expanded.onnx') => Promise<Float32Array>;

/**
 * What onnxruntime-web computes on wasm for the photos of a network: from `model.onnx` with our execution provider, from
 * `model.expanded.onnx` unmodified.
 */
export async function classifyOnTheWeb(network: Network): Promise<Logits> {
  const files = await modelFiles(network);
  const config = JSON.parse(new TextDecoder().decode(files.get('preprocessor_config.json'))) as Preparation;
  const photos = [...(await network.photos())].sort((a, b) => (a.name < b.name ? -1 : 1));
  const prepared = await Promise.all(photos.map(({ png }) => prepare(png, config)));
  const [{ shape }] = prepared as [Prepared, ...Prepared[]];
  const pixels = Float32Array.from(prepared.flatMap(({ values }) => [...values]));
  const pixel_values = new ort.Tensor('float32', pixels, [photos.length, ...shape]);
  registerInvolution(ort, { executionProviders: ['wasm'] });
  return async (file) => {
    const executionProviders = file === 'model.onnx' ? ['involution'] : ['wasm'];
    const session = await ort.InferenceSession.create(files.get(`onnx/${file}`)!, { executionProviders });
    const { logits } = await session.run({ pixel_values });
    await session.release();
    return logits!.data as Float32Array;
  };
}

interface Prepared {
  readonly values: Float32Array;
  /** `[C, H, W]`. */
  readonly shape: readonly number[];
}

async function prepare(png: Uint8Array, config: Preparation): Promise<Prepared> {
  const photo = sharp(png).toColourspace(config.do_convert_rgb ? 'srgb' : 'b-w');
  const { width, height } = await sharp(png).metadata();
  const size = config.crop_size ?? { width, height };
  const [left, top] = [Math.floor((width - size.width) / 2), Math.floor((height - size.height) / 2)];
  const { data, info } = await photo
    .extract({ left, top, ...size })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = info;
  const pixels = data.length / channels;
  const values = Float32Array.from({ length: data.length }, (_, k) => {
    const c = Math.floor(k / pixels);
    const value = data[(k % pixels) * channels + c]! * config.rescale_factor;
    return (value - (config.image_mean?.[c] ?? 0)) / (config.image_std?.[c] ?? 1);
  });
  return { values, shape: [channels, size.height, size.width] };
}
