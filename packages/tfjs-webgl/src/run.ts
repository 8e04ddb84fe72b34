import { OPERATIONS, type Operands, operandsOf, sizeOf } from '@involution/core';
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { checkContext } from './context.ts';
import { checkTexture } from './limits.ts';
import type { Shader } from './shader.ts';
import { type Target, writingTo } from './target.ts';

/**
 * Runs a shader through tfjs: its cache of compiled programs, its textures, its profiler.
 *
 * @param operands Those of the shader's operation.
 * @param target What to write to. Default: a new tensor.
 * @throws InvolutionError `DEVICE_LOST`, or `DEVICE_LIMIT_EXCEEDED` before any texture is allocated.
 */
export function runShader(
  backend: MathBackendWebGL,
  shader: Shader,
  operands: Operands<TensorInfo>,
  outputShape: number[],
  target?: Target,
): TensorInfo {
  checkContext(backend.gpgpu.gl);
  const names = OPERATIONS[shader.operation].operands;
  const inputs = [...operandsOf(shader.operation, operands)];
  const maxSize = env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
  for (const [k, name] of names.entries()) checkTexture(name, inputs[k]!.shape, shader.isPacked, maxSize);
  checkTexture(OPERATIONS[shader.operation].result, outputShape, shader.isPacked, maxSize);
  // Left to itself, tfjs passes the tiniest tensors to unpacked shaders as arrays of uniforms.
  if (!shader.isPacked) for (const { dataId } of inputs) backend.uploadToGPU(dataId);
  const program = new InvolutionProgram(shader, [...names], asImages(outputShape));
  const values = shader.uniforms.map(({ value }) => value);
  // Copies: tfjs may write into what it is given.
  const images = inputs.map((input) => ({ ...input, shape: asImages(input.shape) }));
  // Left to itself, tfjs makes an unpacked copy where its flag WEBGL_LAZILY_UNPACK is off.
  const isLeftPacked = true;
  const runner = target ? writingTo(target, backend) : backend;
  return { ...runner.runWebGLProgram(program, images, 'float32', values, isLeftPacked), shape: outputShape };
}

/**
 * The shape in which shaders see a tensor: `[N, D, H, W, C]` as `[N·D, H, W, C]`, and `[N, W, C]` as `[N, 1, W, C]`. In a
 * texture all values lie where they lay, also packed, since the last two sizes are the same.
 */
function asImages(shape: readonly number[]): number[] {
  if (shape.length === 3) return [shape[0]!, 1, ...shape.slice(1)];
  return [sizeOf(shape.slice(0, -3)), ...shape.slice(-3)];
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
