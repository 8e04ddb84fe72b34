// Runs in a page: what tfjs makes of our shaders before the browser gets to see it.
import { kitGeometries } from '@involution/adapters/kit-geometries';
import { mapOperands, resultShapeOf, shapeOf } from '@involution/core';
import { env, ones, setBackend, tidy } from '@tensorflow/tfjs-core';
import { shaderFor } from '../src/choose-shader.ts';
import { runShader } from '../src/run.ts';
import { webglBackend } from './webgl-adapter.ts';

/** The fragment shaders of all that the kit calls, packed and unpacked, each once. */
export async function shaderTexts(webglVersion: 1 | 2): Promise<string[]> {
  const flags = {
    WEBGL_VERSION: webglVersion,
    ENGINE_COMPILE_ONLY: true,
    // Tensors that are not on the GPU, and none is here, would become uniforms when they are small.
    WEBGL_SIZE_UPLOAD_UNIFORM: 0,
  };
  for (const [flag, value] of Object.entries(flags)) env().set(flag, value);
  await setBackend('webgl');
  const backend = webglBackend();
  const { gl } = backend.gpgpu;
  const texts = new Set<string>();
  const take = gl.shaderSource.bind(gl);
  gl.shaderSource = (shader, text) => {
    if (gl.getShaderParameter(shader, gl.SHADER_TYPE) === gl.FRAGMENT_SHADER) texts.add(text);
    take(shader, text);
  };
  // Half of the time; with the flag above nobody looks at programs.
  gl.linkProgram = () => {};
  for (const { operation, geometry } of kitGeometries([1, 2, 3])) {
    for (const isPackingAllowed of [true, false]) {
      const shader = shaderFor(operation, geometry, { isPackingAllowed, webglVersion });
      tidy(() => {
        const operands = mapOperands(operation, (name) => ones(shapeOf(geometry, name)));
        runShader(backend, shader, operands, resultShapeOf(geometry, operation));
      });
    }
  }
  return [...texts];
}
