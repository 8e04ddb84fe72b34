// tfjs falls back to WebGL 1 where there is no WebGL 2: another version of GLSL, the same float32 textures here.
import { isSmokeTest } from '@involution/conformance';
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import { webglAdapter, webglBackend } from '../test/webgl-adapter.ts';

describeConformance(webglAdapter('tfjs-webgl on WebGL 1', { WEBGL_VERSION: 1, WEBGL_PACK: true }), {
  filter: isSmokeTest,
});
describeConformance(webglAdapter('tfjs-webgl on WebGL 1 without packing', { WEBGL_VERSION: 1, WEBGL_PACK: false }), {
  filter: isSmokeTest,
});

it('really is WebGL 1', () => {
  expect(webglBackend().gpgpu.gl).toBeInstanceOf(WebGLRenderingContext);
});
