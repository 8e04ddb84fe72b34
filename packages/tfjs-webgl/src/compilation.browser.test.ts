// A shader that the device does not compile: tfjs itself looks for the error, and throws.
import '@tensorflow/tfjs';
import { kernelShapeFor, resolveGeometry, yShapeOf } from '@involution/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { runShader } from './run.ts';
import { shaderFor } from './shader.ts';
import { webglBackend } from './testing.ts';

describe.each([true, false])('a shader that does not compile, with packing = %s', (isPackingAllowed) => {
  it('is an error at every call', async () => {
    await tf.setBackend('webgl');
    vi.spyOn(console, 'log').mockReturnValue(); // where tfjs prints the whole text
    const xShape: [number, number, number, number] = [1, 4, 4, 8];
    const options = { kernelSize: 3, groups: 2 };
    const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
    const shader = shaderFor('y', geometry, { isPackingAllowed, webglVersion: 2 });
    const broken = { ...shader, code: 'void main() { setOutput(no_such_function()); }' };
    const inputs = { x: tf.ones(xShape), kernel: tf.ones(kernelShapeFor(xShape, options)) };
    for (const _ of ['first', 'second']) {
      expect(() => runShader(webglBackend(), broken, inputs, yShapeOf(geometry))).toThrow('compile');
    }
    vi.restoreAllMocks();
  });
});
