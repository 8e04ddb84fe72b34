import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Row {
  readonly network: string;
  readonly runtime: string;
  readonly way: string;
  readonly peakOverXAndY?: number;
}

it('the committed neck takes no more than 1.3 times the bytes of x and y on any backend', () => {
  const file = new URL('../../results/high-resolution.json', import.meta.url);
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] };
  const necks = rows.filter(({ network, way }) => network === 'neck' && way === 'fused');
  expect(necks.map(({ runtime }) => runtime)).toEqual(
    expect.arrayContaining([
      'tfjs cpu',
      'tfjs wasm',
      'tfjs webgl',
      'tfjs webgpu',
      'onnxruntime-web wasm',
      'onnxruntime-web webgpu NHWC',
      'onnxruntime-web webgpu NCHW',
    ]),
  );
  for (const { runtime, peakOverXAndY } of necks) expect(peakOverXAndY, runtime).toBeLessThanOrEqual(1.3);
});
