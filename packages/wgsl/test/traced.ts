// Programs that write down where they read, instead of their result.

import { type ModelledProgram, traceOf } from '@involution/wgsl-model';
import type { InvolutionProgram } from '../src/index.ts';
import { FLOAT32, type NumberStorage } from '../src/storage.ts';
import type { Dawn } from './dawn.ts';

/** Loads of an invocation, at most. */
const MAX_LOADS = 600;

/** Numbers of float32 whose every load is written to `result`, in the order in which an invocation makes them. */
export const TRACED: NumberStorage = {
  ...FLOAT32,
  load: (array, at, components) => `traced${components}(index, ${at}, ${FLOAT32.load(array, at, components)})`,
  store: () => '',
  functions: (outputComponents) => {
    const traced = (components: 1 | 4) => `
      fn traced${components}(index: i32, at: i32, value: ${components === 4 ? 'vec4<f32>' : 'f32'}) -> ${components === 4 ? 'vec4<f32>' : 'f32'} {
        result[index * ${MAX_LOADS} + loads] = ${outputComponents === 4 ? 'vec4<f32>(f32(at))' : 'f32(at)'};
        loads++;
        return value;
      }`;
    return `var<private> loads: i32;${traced(1)}${traced(4)}`;
  },
};

/** The elements that each invocation of a traced program reads on a device. */
export async function loadsOnDevice(
  dawn: Dawn,
  program: InvolutionProgram,
  operands: Parameters<Dawn['run']>[1],
): Promise<number[][]> {
  const { outputComponents } = program;
  const length = invocationsOf(program) * MAX_LOADS * outputComponents;
  const written = await dawn.run(program, operands, length);
  return Array.from({ length: invocationsOf(program) }, (_, index) => {
    const own = written.subarray(index * MAX_LOADS * outputComponents, (index + 1) * MAX_LOADS * outputComponents);
    // What no load has written is no integer.
    return [...own].filter((value, k) => k % outputComponents === 0 && Number.isInteger(value));
  });
}

/** The same, as the model has it of the program that is not traced. */
export function loadsInModel(program: ModelledProgram): number[][] {
  const { run, sites } = traceOf(program);
  return Array.from({ length: invocationsOf(program) }, (_, index) => {
    const elements: number[] = [];
    run(index, (site, _trip, element) => {
      if (!sites[site]!.isStore) elements.push(element);
    });
    return elements;
  });
}

function invocationsOf({ dispatch, workgroupSize }: Pick<ModelledProgram, 'dispatch' | 'workgroupSize'>): number {
  return dispatch.reduce((product, size) => product * size, workgroupSize);
}
