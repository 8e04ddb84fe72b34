import { env } from '@tensorflow/tfjs-core';
import type { ShaderSettings } from './choose-shader.ts';

/** tfjs's flags as they are. Read at every call, because they may be set at any time. */
export function currentSettings(): ShaderSettings {
  return { isPackingAllowed: env().getBool('WEBGL_PACK'), webglVersion: env().getNumber('WEBGL_VERSION') };
}
