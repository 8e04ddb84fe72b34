import { describeTfjsOperands } from '@involution/adapters/tfjs-operands';
import { involution2d } from '@involution/tfjs';
import { webglAdapter } from '../test/webgl-adapter.ts';

describeTfjsOperands(webglAdapter('tfjs-webgl', { WEBGL_PACK: true }), involution2d);
describeTfjsOperands(webglAdapter('tfjs-webgl without packing', { WEBGL_PACK: false }), involution2d);
