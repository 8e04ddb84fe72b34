// Operands by way of the workgroup's memory. Channels first, the rows of a small map are shorter than what a subgroup loads at
// a time, and its taps leave gaps between them. But what belongs to one group lies side by side: a workgroup stages it, that
// is loads it in that order, and computes from there as if the group were all that there is.
import { type InvolutionGeometry, OPERATIONS, type OperandName, shapeOf, sizeOf } from '@involution/core';
import { dispatchFor } from './dispatch.ts';
import type { DeviceLimits } from './limits.ts';
import { type InvolutionProgram, type ProgramOptions, programOf, type Source } from './program.ts';
import { FLOAT32 } from './storage.ts';
import { each } from './text.ts';
import { WORKGROUP_SIZE } from './variant.ts';

/** Numbers in a workgroup's memory: the 16 KiB that every device has. */
const MAX_STAGED = 4096;

/**
 * As `programOf`; but in channels first the program stages its operands, if a workgroup has memory and invocations enough for
 * a group, and the group work enough for them. A GPU in software gains nothing by it.
 */
export function stagedProgramOf(
  source: Source,
  geometry: InvolutionGeometry,
  limits: DeviceLimits,
  options: ProgramOptions = {},
): InvolutionProgram {
  const plain = programOf(source, geometry, limits, options);
  const { dataFormat, kernelOrder, channelGrouping } = geometry;
  if (options.isFallbackAdapter || dataFormat === 'channelsLast') return plain;
  // What belongs to a group would not lie side by side.
  if (kernelOrder === 'tap-major' || channelGrouping === 'interleaved') return plain;
  const { storage = FLOAT32 } = options;
  const { operands, result } = OPERATIONS[source.operation];
  const group = { ...geometry, batchSize: 1, groups: 1, channels: geometry.channelsPerGroup };
  const sizes = operands.map((name) => sizeOf(shapeOf(group, name)));
  if (sizes[0]! + sizes[1]! > MAX_STAGED) return plain;
  const eachOperand = (text: (name: OperandName, size: number) => string) =>
    each(operands.length, (k) => text(operands[k]!, sizes[k]!));

  const body: Source['body'] = (...args) => `
    let part = index / ${WORKGROUP_SIZE};
    let local = index % ${WORKGROUP_SIZE};
    ${eachOperand(
      (name, size) => `
        for (var k = local; k < ${size}; k += ${WORKGROUP_SIZE}) {
          ${name}Tile[k] = ${storage.load(name, `part * ${size} + k`, 1)};
        }
      `,
    )}
    workgroupBarrier();
    if (part < uniforms.parts) {
      let index = local;
      ${source.body(...args)}
    }
  `;
  const ofGroup = programOf({ ...source, body }, group, limits, {
    storage: {
      ...storage,
      load: (array, at) => `${array}Tile[${at}]`,
      store: (at, value, components) => storage.store(`part * uniforms.${result}Group + ${at}`, value, components),
      functions: (components) => `
        ${eachOperand((name, size) => `var<workgroup> ${name}Tile: array<f32, ${size}>;`)}
        ${storage.functions(components)}
      `,
    },
  });
  // Where a group is little work, most invocations of its workgroup would have nothing to do.
  if (ofGroup.invocations > WORKGROUP_SIZE || ofGroup.invocations < WORKGROUP_SIZE / 4) return plain;
  const parts = geometry.batchSize * geometry.groups;
  const invocations = parts * WORKGROUP_SIZE;
  return {
    ...ofGroup,
    key: `${ofGroup.key} staged ${sizes}`,
    uniforms: [...ofGroup.uniforms, { name: 'parts', value: parts }],
    dispatch: dispatchFor(invocations, WORKGROUP_SIZE, limits),
    invocations,
  };
}
