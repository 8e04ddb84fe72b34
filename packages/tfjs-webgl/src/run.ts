import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { checkContext } from './context.ts';
import { checkTexture } from './limits.ts';
import type { Shader } from './shader.ts';

/**
 * Runs a shader through tfjs: its cache of compiled programs, its textures, its profiler.
 *
 * @param inputs The tensors by the names that the shader has for them.
 * @throws InvolutionError `DEVICE_LOST`, or `DEVICE_LIMIT_EXCEEDED` before any texture is allocated.
 */
export function runShader(
  backend: MathBackendWebGL,
  shader: Shader,
  inputs: Record<string, TensorInfo>,
  outputShape: number[],
): TensorInfo {
  checkContext(backend.gpgpu.gl);
  const maxSize = env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
  for (const [name, { shape }] of Object.entries(inputs)) checkTexture(name, shape, shader.isPacked, maxSize);
  checkTexture(shader.result, outputShape, shader.isPacked, maxSize);
  // Left to itself, tfjs passes the tiniest tensors to unpacked shaders as arrays of uniforms.
  if (!shader.isPacked) for (const { dataId } of Object.values(inputs)) backend.uploadToGPU(dataId);
  const program = new InvolutionProgram(shader, Object.keys(inputs), outputShape);
  const values = shader.uniforms.map(({ value }) => value);
  return backend.runWebGLProgram(program, Object.values(inputs), 'float32', values);
}

/** A class, since its name is what `tf.time` shows. */
class InvolutionProgram implements GPGPUProgram {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly userCode: string;
  readonly packedInputs: boolean;
  readonly packedOutput: boolean;
  readonly customUniforms: { name: string; type: 'ivec2' | 'ivec3' }[];
  /** Shapes as uniforms: tfjs then keeps them out of its cache's key. */
  readonly enableShapeUniforms = true;

  constructor({ code, isPacked, uniforms }: Shader, variableNames: string[], outputShape: number[]) {
    this.variableNames = variableNames;
    this.outputShape = outputShape;
    this.userCode = code;
    this.packedInputs = isPacked;
    this.packedOutput = isPacked;
    this.customUniforms = uniforms.map(({ name, type }) => ({ name, type }));
  }
}
