import { FLOAT16_UNIT_ROUNDOFF } from '@involution/core';
import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { inHalfPrecision, onOrt } from './adapters.ts';

it('half precision changes the bound and the range, not the layout', () => {
  const { capabilities, unitRoundoff, name } = inHalfPrecision(onOrt('ort-wasm', ort));
  expect(name).toBe('onnxruntime-web, WebAssembly');
  expect(unitRoundoff).toBe(FLOAT16_UNIT_ROUNDOFF);
  expect(capabilities).toMatchObject({ dataFormat: 'channelsFirst', largestFinite: 65504, flushesBelow: 2 ** -14 });
});
