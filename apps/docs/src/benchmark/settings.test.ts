import { describe, expect, it } from 'vitest';
import { defaultSettings, queryOf, SHAPE_CHOICES, settingsOf } from './settings.ts';

describe('settings', () => {
  it('come back from the address', () => {
    const settings = {
      runtimes: ['tfjs-cpu', 'ort-wasm'] as const,
      shapes: ['16x14x14k3', '256x28x28k7'],
      gradients: true,
      threads: 2,
      runs: 7,
    };
    const query = queryOf({ ...settings, runtimes: ['ort-wasm', 'tfjs-cpu'] });
    expect(query).toBe('?runtimes=tfjs-cpu,ort-wasm&shapes=16x14x14k3,256x28x28k7&gradients=1&threads=2&runs=7');
    expect(settingsOf(query)).toEqual(settings);
  });

  it('are the default where the address says nothing, or nothing possible', () => {
    expect(settingsOf('')).toEqual(defaultSettings());
    expect(settingsOf('?runs=4&threads=many&shapes=16x14x14k3,1x1x1k1')).toEqual({
      ...defaultSettings(),
      shapes: ['16x14x14k3'],
    });
    expect(settingsOf('?runtimes=').runtimes).toEqual([]);
  });
});

it('has the shapes of the committed results among its choices', () => {
  expect(Object.keys(SHAPE_CHOICES)).toEqual([
    '16x14x14k3',
    '64x28x28k7',
    '64x56x56k7',
    '256x14x14k7',
    '128x28x28k3',
    '256x28x28k7',
  ]);
});
