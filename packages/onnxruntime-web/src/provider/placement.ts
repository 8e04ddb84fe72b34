import { unexpected } from '@involution/core';
import { checkNode, isInvolution, likelyElementTypes, type NodeSite, nameOf, nodesOf } from '@involution/onnx/model';
import { type GraphProto, type ModelProto, type NodeProto, TensorProto_DataType as Type } from '@involution/onnx/proto';
import { type FloatType, isFloatType, type Kernels } from './kernels.ts';
import { typeNameOf } from './value-types.ts';

/** What becomes of an involution. */
export interface Placement {
  site: NodeSite;
  /** Why our kernel can't run it, so that it runs as a function of standard operators. `undefined`: it can. */
  reason: string | undefined;
  /** What the convolution is called that our kernel computes with it. */
  span?: string;
}

/**
 * Decides where each involution of a model runs: on our kernels where these can run it, else as a function of standard
 * operators, into which its node is turned.
 *
 * @param model Of valid structure, with no function `Involution` of its own; changed.
 * @param kernels Those that can run here, or why none can.
 * @throws InvolutionError as `expandInvolution`, for a node whose attributes or stated shapes break a rule.
 */
export async function placeInvolutions(
  model: ModelProto,
  { kernels, unsupported }: { kernels: Pick<Kernels, 'types'> | undefined; unsupported: string | undefined },
): Promise<Placement[]> {
  const graph = model.graph!;
  const typeOf = likelyElementTypes(graph);
  const outermost = new Set(graph.node);
  const sparse = new Set(graph.sparseInitializer.map(({ values }) => values?.name));
  const placements = involutionsOf(model).map((site): Placement => {
    const { node, inFunction } = site;
    const around = inFunction === undefined ? 'a branch or body of another node' : `the function '${inFunction.name}'`;
    const nested = outermost.has(node) ? undefined : `it is in ${around}`;
    return { site, reason: unsupported ?? nested ?? unsupportedInput(node, kernels!.types, typeOf, sparse) };
  });
  const types = statedTypes(graph);
  for (const { site } of placements) {
    requireFloats(site.node, types);
    checkNode(site);
  }
  await runAsFunctions(
    model,
    placements.filter(({ reason }) => reason !== undefined),
  );
  return placements;
}

/** Turns the nodes of involutions that no kernel runs into functions. */
export async function runAsFunctions(model: ModelProto, placements: readonly Placement[]): Promise<void> {
  if (placements.length === 0) return;
  const { expandNodes } = await import('@involution/onnx/functions');
  expandNodes(
    model,
    placements.map(({ site }) => site),
  );
}

/** The involutions of a model: of its graph, of all in it, and of its functions. */
export function involutionsOf(model: ModelProto): NodeSite[] {
  return [...nodesOf(model)].filter(({ node }) => isInvolution(node));
}

/** What functions compute in. */
const FLOATS: readonly number[] = [Type.FLOAT, Type.FLOAT16, Type.BFLOAT16, Type.DOUBLE];

/** The element types that the model itself states, which are certain. */
function statedTypes({ input, initializer, valueInfo }: GraphProto): ReadonlyMap<string, number> {
  const stated = new Map<string, number>(initializer.map(({ name, dataType }) => [name, dataType]));
  for (const { name, type } of [...valueInfo, ...input]) {
    if (type?.value?.$case === 'tensorType') stated.set(name, type.value.value.elemType);
  }
  return stated;
}

function requireFloats(node: NodeProto, types: ReadonlyMap<string, number>): void {
  for (const [k, value] of node.input.entries()) {
    const type = types.get(value) ?? Type.FLOAT;
    if (FLOATS.includes(type)) continue;
    const argument = `node '${nameOf(node)}', input ${'XW'[k] ?? k}`;
    throw unexpected('INVALID_DTYPE', argument, typeNameOf(type), "'float32' or 'float16'");
  }
}

function unsupportedInput(
  node: NodeProto,
  types: readonly FloatType[],
  typeOf: (value: string) => number | undefined,
  sparse: ReadonlySet<string | undefined>,
): string | undefined {
  for (const value of node.input) {
    if (sparse.has(value)) return `its input '${value}' is sparse`;
    const type = typeNameOf(typeOf(value) ?? Type.FLOAT);
    if (!isFloatType(type, types)) return unsupportedType(value, type, types);
  }
  return undefined;
}

/** Why kernels can't run an involution with an input of a type. */
export function unsupportedType(value: string, type: string, types: readonly FloatType[]): string {
  return `its input '${value}' is ${type}, and the kernels take ${types.join(' and ')}`;
}
