// Runs in the browser: what `browser.ts` calls from Node.
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import type { RuntimeBench } from '../report.ts';
import { benchLayers } from './layers.ts';

/** Single layers on onnxruntime-web's WebGPU provider. */
export async function bench(): Promise<RuntimeBench> {
  ort.env.logLevel = 'error';
  registerInvolution(ort, { executionProviders: ['webgpu'] });
  const measurements = await benchLayers(ort, 'webgpu', (text) => console.log(text));
  const { vendor, architecture, description } = (await ort.env.webgpu.device).adapterInfo;
  const device = [vendor, architecture, description].filter(Boolean).join(' ');
  return { runtime: 'onnxruntime-web webgpu', version: ort.env.versions.web ?? 'unknown', device, measurements };
}
