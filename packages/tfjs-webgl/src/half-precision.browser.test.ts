// What tfjs does on devices that can't render to float32 textures. Shaders compute in float32 all the same; values are
// rounded to half when they are stored, that is x, the kernel and the result once each.
import { isSmokeTest } from '@involution/conformance';
import { describeConformance } from '@involution/conformance/vitest';
import { FLOAT16_UNIT_ROUNDOFF } from '@involution/core';
import { add, env, ready, setBackend, tensor1d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { webglAdapter } from '../test/webgl-adapter.ts';

const flags = { WEBGL_FORCE_F16_TEXTURES: true, WEBGL_RENDER_FLOAT32_ENABLED: false };
env().setFlags(flags);
await setBackend('webgl');
await ready();

/** What becomes of a value when tfjs adds 0 to it. Long enough that tfjs does it on the device. */
async function stored(value: number): Promise<number> {
  const sum = add(tensor1d(new Array(200).fill(value)), tensor1d(new Array(200).fill(0)));
  return (await sum.data())[0]!;
}

// SwiftShader stores infinity as NaN in a half-float texture, whoever computed it.
const keepsInfinity = (await stored(Number.POSITIVE_INFINITY)) === Number.POSITIVE_INFINITY;

const adapter = webglAdapter('tfjs-webgl in half precision', { ...flags, WEBGL_PACK: true });
describeConformance(
  {
    ...adapter,
    unitRoundoff: FLOAT16_UNIT_ROUNDOFF,
    capabilities: { ...adapter.capabilities, flushesBelow: 2 ** -14, largestFinite: 65504 },
  },
  { filter: (test) => isSmokeTest(test) && (keepsInfinity || !test.id.includes('infinity')) },
);

it('really is half precision', async () => {
  expect(await stored(1 + 2 ** -10)).toBe(1 + 2 ** -10);
  expect(await stored(1 + 2 ** -12)).toBe(1);
});
