import type * as Ort from 'onnxruntime-web';

/** The GPU device of onnxruntime's sessions that are alive, in words. */
export async function describeDevice(ort: typeof Ort): Promise<string> {
  const { vendor, architecture, description } = (await ort.env.webgpu.device).adapterInfo;
  return [vendor, architecture, description].filter(Boolean).join(' ');
}
