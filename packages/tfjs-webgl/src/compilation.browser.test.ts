// A shader that the device does not compile: tfjs itself looks for the error, and throws.
import '@tensorflow/tfjs';
import { mapOperands, resultShapeOf, shapeOf } from '@involution/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { geometryFor } from '../test/geometry.ts';
import { webglBackend } from '../test/webgl-adapter.ts';
import { shaderFor } from './choose-shader.ts';
import { runShader } from './run.ts';

describe.each([true, false])('a shader that does not compile, with packing = %s', (isPackingAllowed) => {
  it('is an error at every call', async () => {
    await tf.setBackend('webgl');
    vi.spyOn(console, 'log').mockReturnValue(); // where tfjs prints the whole text
    const geometry = geometryFor(8, { kernelSize: 3, groups: 2 });
    const shader = shaderFor('forward', geometry, { isPackingAllowed, webglVersion: 2 });
    const broken = { ...shader, code: 'void main() { setOutput(no_such_function()); }' };
    const operands = mapOperands('forward', (name) => tf.ones(shapeOf(geometry, name)));
    for (const _ of ['first', 'second']) {
      const run = () => runShader(webglBackend(), broken, operands, resultShapeOf(geometry, 'forward'));
      expect(run).toThrow('compile');
    }
    vi.restoreAllMocks();
  });
});
