// Runs in the browser: what `browser.ts` calls from Node.
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import type { RuntimeBench } from '../report.ts';
import { describeDevice } from './device.ts';
import { benchLayers } from './layers.ts';

/** Single layers on onnxruntime-web's WebGPU provider. */
export async function bench(): Promise<RuntimeBench> {
  ort.env.logLevel = 'error';
  registerInvolution(ort, { executionProviders: ['webgpu'] });
  const measurements = await benchLayers(ort, 'webgpu', (text) => console.log(text));
  const device = await describeDevice(ort);
  return { runtime: 'onnxruntime-web webgpu', version: ort.env.versions.web ?? 'unknown', device, measurements };
}
