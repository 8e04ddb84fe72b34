import type { InvolutionProgram } from '@involution/wgsl';
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';

/**
 * A program as tfjs's WebGPU backend wants it. tfjs declares the arrays and the struct `uniforms` by these names and
 * calls `main` with the invocation's linear index.
 *
 * @param onCompile Called before tfjs compiles the program, which it does not when it has the pipeline.
 */
export function toTfjsProgram(program: InvolutionProgram, outputShape: number[], onCompile: () => void): WebGPUProgram {
  const { key, body, operands, outputComponents, uniforms, workgroupSize, dispatch } = program;
  return {
    shaderKey: key,
    getUserCode() {
      // tfjs asks for the text only when it makes a pipeline of it.
      onCompile();
      return `${body}\nfn main(index: i32) {\n  involution(index);\n}\n`;
    },
    variableNames: operands.map(({ name }) => name),
    variableComponents: operands.map(({ components }) => components),
    outputComponent: outputComponents,
    uniforms: uniforms.map(({ name }) => `${name}: i32, `).join(''),
    outputShape,
    workgroupSize: [workgroupSize, 1, 1],
    dispatch,
    // All axes in x: how tfjs is told that `main` takes a linear index.
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
  };
}
