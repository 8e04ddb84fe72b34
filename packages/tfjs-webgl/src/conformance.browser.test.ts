import { describeConformance } from '@involution/conformance/vitest';
import { webglAdapter } from '../test/webgl-adapter.ts';

describeConformance(webglAdapter('tfjs-webgl', { WEBGL_PACK: true }));
describeConformance(webglAdapter('tfjs-webgl without packing', { WEBGL_PACK: false }));
