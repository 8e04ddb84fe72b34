// The WGSL modules that tests give to compilers: those that the kit makes, and extreme ones, in every form.
import { kitGeometries } from '@involution/adapters/kit-geometries';
import { type DataFormat, OPERATION_NAMES } from '@involution/core';
import { withShaderAxes } from '../src/axes.ts';
import { chooseVariant, type ElementType, toModule } from '../src/index.ts';
import { makeProgram, SOURCES } from '../src/make-program.ts';
import { assemble } from '../src/program.ts';
import { DEFAULT_LIMITS, geometry } from './geometry.ts';
import { STORAGES } from './storages.ts';

/** Windows, strides and numbers of channels at which a text takes another form, or is at its longest. */
export const EXTREMES = [
  geometry([1, 2, 5, 4], { kernelSize: [1, 130], groups: 1 }),
  geometry([1, 64, 64, 16], { kernelSize: [3, 32], groups: 4 }),
  geometry([1, 64, 64, 16], { kernelSize: [64, 16], groups: 4 }),
  geometry([1, 64, 64, 16], { kernelSize: [3, 33], dilations: [1, 2 ** 20], groups: 16 }),
  geometry([1, 21, 30, 4], { kernelSize: 3, strides: 8, groups: 1 }),
  geometry([1, 21, 30, 4], { kernelSize: 2, strides: 9, dilations: 4, groups: 2 }),
  geometry([1, 9, 21, 30, 4], { kernelSize: [7, 3, 32], strides: [2, 1, 1], dilations: [1, 2, 1], groups: 1 }),
  geometry([1, 21, 21, 30, 4], { kernelSize: 2, strides: 9, dilations: 4, groups: 2 }),
];

/** The modules of a data format, each text once. */
export function everyModule(dataFormat: DataFormat, type: ElementType): string[] {
  const extremes = EXTREMES.flatMap((g) => OPERATION_NAMES.map((operation) => ({ operation, geometry: g })));
  const modules = [...kitGeometries([1, 2, 3]), ...extremes].flatMap(({ operation, geometry: g }) => {
    const inFormat = { ...withShaderAxes(g), dataFormat };
    const chosen = chooseVariant(operation, inFormat);
    const { lanes } = chosen;
    const apart = { ...chosen, shared: undefined, alternates: false };
    const storage = STORAGES[type];
    const variants = [chosen, apart, { lanes, pixels: 1, isUnrolled: false }].map((variant) =>
      assemble(SOURCES[operation], inFormat, variant, DEFAULT_LIMITS, storage),
    );
    return [...variants, makeProgram(operation, inFormat, DEFAULT_LIMITS, { storage })].map(toModule);
  });
  return [...new Set(modules)];
}
