// Runs in the browser: the functions that `tfjs-browser.ts` calls from Node.
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { register as registerWebgl } from '@involution/tfjs-webgl';
import { register as registerWebgpu } from '@involution/tfjs-webgpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { Call } from '../call.ts';
import type { PreparedCall } from '../runtime.ts';
import { prepareTfjs } from './tfjs.ts';

let prepared: PreparedCall;

/** @returns tfjs's version and the device in words; `undefined` where the backend does not start. */
export async function start(name: 'webgl' | 'webgpu'): Promise<{ version: string; device: string } | undefined> {
  enableProdMode();
  registerWebgl();
  registerWebgpu();
  return (await setBackend(name)) ? { version: version_core, device: describeTfjsDevice() } : undefined;
}

export async function prepare(shapes: { x: number[]; kernel: number[] }, options: Call['options']): Promise<void> {
  const load = async (name: 'x' | 'kernel') => {
    const bytes = await (await fetch(`/files/${name}`)).arrayBuffer();
    return { data: new Float32Array(bytes), shape: shapes[name] };
  };
  prepared = prepareTfjs({ x: await load('x'), kernel: await load('kernel'), options });
}

export const run = (): Promise<number> => prepared.run();

/** The result's bytes as Base64: the way to Node is JSON. */
export async function result(): Promise<{ base64: string; shape: readonly number[] }> {
  const { data, shape } = await prepared.result();
  const bytes = new Uint8Array((data as Float32Array).buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return { base64: btoa(text), shape };
}

export async function dispose(): Promise<void> {
  await prepared.dispose();
}
