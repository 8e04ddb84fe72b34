import type { InvolutionProgram } from './program.ts';
import type { ElementType } from './storage.ts';

/**
 * A program as a module of its own, with the entry point `main`. In bind group 0 lie the operands in their order, then the
 * result, then the uniforms ({@link uniformData}).
 */
export function toModule({
  operands,
  elementType,
  outputComponents,
  uniforms,
  body,
  workgroupSize,
}: InvolutionProgram): string {
  const resultType = typeOf(outputComponents, elementType);
  const declarations = [
    ...operands.map(({ name, components }) => `var<storage, read> ${name}: array<${typeOf(components, elementType)}>;`),
    `var<storage, read_write> result: array<${resultType === 'u32' ? 'atomic<u32>' : resultType}>;`,
    'var<uniform> uniforms: Uniforms;',
  ];
  return `${elementType === 'f16' ? 'enable f16;\n\n' : ''}struct Uniforms {
${uniforms.map(({ name }) => `  ${name}: i32,`).join('\n')}
}
${declarations.map((declaration, k) => `@group(0) @binding(${k}) ${declaration}`).join('\n')}

${body}

@compute @workgroup_size(${workgroupSize})
fn main(
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let linear = (workgroup.z * workgroups.y + workgroup.y) * workgroups.x + workgroup.x;
  involution(i32(linear * ${workgroupSize} + local));
}
`;
}

/** WGSL type of an array's elements with this many numbers each. */
function typeOf(components: 1 | 4, type: ElementType): string {
  if (type === 'u32') return components === 4 ? 'vec2<u32>' : 'u32';
  return components === 4 ? `vec4<${type}>` : type;
}

/** Contents of the uniform buffer for {@link toModule}'s last binding. */
export function uniformData({ uniforms }: InvolutionProgram): Int32Array {
  return Int32Array.from(uniforms, ({ value }) => value);
}
