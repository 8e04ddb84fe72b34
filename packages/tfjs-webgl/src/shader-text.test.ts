// The whole texts, in test/shaders: what a change of a generator changes shows in the diff.
import type { Interval, Operation } from '@involution/core';
import { describe, expect, it } from 'vitest';
import { geometryFor, type Options } from '../test/geometry.ts';
import { type ShaderSettings, shaderFor } from './choose-shader.ts';

const WEBGL2 = { isPackingAllowed: true, webglVersion: 2 };
const WEBGL1 = { isPackingAllowed: true, webglVersion: 1 };

const VOLUME = [6, 8, 8];

interface Sample {
  name: string;
  operation: Operation;
  channels: number;
  options: Options;
  /** Sizes of x along its spatial axes; by default those of an image. */
  positions?: readonly number[];
  settings?: ShaderSettings;
  band?: Interval;
}

describe('the text', () => {
  it.each<Sample>([
    { name: 'packed-forward', operation: 'forward', channels: 8, options: { kernelSize: [2, 3], groups: 2 } },
    {
      name: 'packed-forward-of-keras',
      operation: 'forward',
      channels: 4,
      options: { kernelSize: 2, groups: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
    },
    {
      name: 'packed-grad-input-strided-height',
      operation: 'gradInput',
      channels: 8,
      options: { kernelSize: [3, 2], groups: 2, strides: [2, 1] },
    },
    { name: 'packed-grad-kernel', operation: 'gradKernel', channels: 8, options: { kernelSize: 3, groups: 2 } },
    {
      name: 'unpacked-forward-webgl1',
      operation: 'forward',
      channels: 3,
      options: { kernelSize: 3, groups: 1, strides: 2, dilations: 2 },
      settings: WEBGL1,
    },
    {
      name: 'unpacked-grad-input-strided',
      operation: 'gradInput',
      channels: 6,
      options: { kernelSize: 3, groups: 3, strides: 2, channelGrouping: 'interleaved' },
    },
    {
      name: 'unpacked-grad-kernel',
      operation: 'gradKernel',
      channels: 3,
      options: { kernelSize: 3, groups: 1, kernelOrder: 'tap-major' },
    },
    {
      name: 'packed-forward-of-volumes',
      operation: 'forward',
      channels: 4,
      options: { kernelSize: [3, 2, 2], groups: 1, strides: [2, 1, 1] },
      positions: VOLUME,
    },
    {
      name: 'packed-grad-kernel-of-volumes',
      operation: 'gradKernel',
      channels: 8,
      options: { kernelSize: 3, groups: 2 },
      positions: VOLUME,
    },
    {
      name: 'unpacked-grad-input-of-volumes',
      operation: 'gradInput',
      channels: 3,
      options: { kernelSize: 3, groups: 3, strides: 2, kernelOrder: 'tap-major' },
      positions: VOLUME,
      settings: WEBGL1,
    },
    {
      name: 'unpacked-grad-kernel-of-volumes',
      operation: 'gradKernel',
      channels: 3,
      options: { kernelSize: [2, 3, 3], groups: 1, dilations: 2 },
      positions: VOLUME,
    },
    {
      name: 'packed-forward-of-a-band',
      operation: 'forward',
      channels: 8,
      options: { kernelSize: [2, 3], groups: 2 },
      band: { begin: 2, end: 4 },
    },
    {
      name: 'unpacked-forward-of-a-band-webgl1',
      operation: 'forward',
      channels: 3,
      options: { kernelSize: 3, groups: 1 },
      settings: WEBGL1,
      band: { begin: 2, end: 4 },
    },
  ])('$name', async ({ name, operation, channels, options, positions, settings = WEBGL2, band }) => {
    const { code } = shaderFor(operation, geometryFor(channels, options, positions), settings, band);
    await expect(code).toMatchFileSnapshot(`../test/shaders/${name}.glsl`);
  });

  it('is GLSL ES 1.00 for WebGL 1', () => {
    for (const isPackingAllowed of [true, false]) {
      const g = geometryFor(8, { kernelSize: 3, groups: 4 });
      const { code } = shaderFor('forward', g, { isPackingAllowed, webglVersion: 1 });
      expect(code).toContain('texture2D(');
      expect(code).not.toMatch(/texelFetch|texture\(|%|>>|[^&]&[^&]/);
    }
  });
});

describe('the uniforms', () => {
  it('of unpacked shaders are sizes and distances of the tensors', () => {
    const g = geometryFor(3, { kernelSize: 3, groups: 1, strides: 2, dilations: 2 });
    const source = { name: 'sourceStrides', type: 'ivec3', value: [192, 24, 3] };
    const dy = { name: 'sourceStrides', type: 'ivec3', value: [48, 12, 3] };
    const kernel = { name: 'kernelStrides', type: 'ivec3', value: [144, 36, 9] };
    const sizes = (...value: number[]) => ({ name: 'sourceSize', type: 'ivec2', value });
    expect(shaderFor('forward', g, WEBGL2).uniforms).toEqual([sizes(8, 8), source, kernel]);
    expect(shaderFor('gradInput', g, WEBGL2).uniforms).toEqual([sizes(4, 4), dy, kernel]);
    expect(shaderFor('gradKernel', g, WEBGL2).uniforms).toEqual([sizes(8, 8), source, { ...dy, name: 'dyStrides' }]);
  });

  it('of packed shaders are those of tfjs alone, but for volumes', () => {
    expect(shaderFor('forward', geometryFor(8, { kernelSize: 3, groups: 4 }), WEBGL2).uniforms).toEqual([]);
    const g = geometryFor(8, { kernelSize: 3, groups: 4, strides: [2, 1, 1] }, VOLUME);
    const depths = (...value: number[]) => [{ name: 'depths', type: 'ivec2', value }];
    expect(shaderFor('forward', g, WEBGL2).uniforms).toEqual(depths(3, 6));
    expect(shaderFor('gradInput', g, WEBGL2).uniforms).toEqual(depths(6, 3));
    expect(shaderFor('gradKernel', g, WEBGL2).uniforms).toEqual(depths(3, 6));
  });
});
