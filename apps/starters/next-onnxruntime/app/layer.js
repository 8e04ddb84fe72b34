'use client';

import { registerInvolution } from '@involution/onnxruntime-web';
import { useEffect, useState } from 'react';

/** Runs a model that PyTorch exported, and shows what it gives. */
export function Layer() {
  const [text, setText] = useState('computing');
  useEffect(() => {
    run().then(setText);
  }, []);
  return <p>{text}</p>;
}

async function run() {
  // In the browser alone: on the server, where Next renders this page too, onnxruntime-web does not find its file.
  const ort = await import('onnxruntime-web/webgpu');
  registerInvolution(ort);
  const session = await ort.InferenceSession.create('/layer.onnx', { executionProviders: ['involution'] });
  const values = Float32Array.from({ length: 8 * 6 * 8 }, (_, k) => Math.sin(k));
  const { y } = await session.run({ x: new ort.Tensor('float32', values, [1, 8, 6, 8]) });
  const text = `${y.dims.join('×')} values, on ${y.location}`;
  console.log(text); // → 1×8×3×4 values, on cpu
  await session.release();
  return text;
}
