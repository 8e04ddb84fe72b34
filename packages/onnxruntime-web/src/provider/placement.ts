import { definesInvolution, isInvolution, likelyElementTypes, type NodeSite, nodesOf } from '@involution/onnx/model';
import { type ModelProto, type NodeProto, TensorProto_DataType as Type } from 'onnx-buf';

/** What becomes of an involution. */
export interface Placement {
  site: NodeSite;
  /** Why our kernel can't run it, so that it runs as a function of standard operators. `undefined`: it can. */
  reason: string | undefined;
}

/**
 * Which involutions of a model our kernels can run. A model that has a function `Involution` of its own in this domain
 * has none.
 *
 * @param unsupported Why none can run here, if none can.
 */
export function placeInvolutions(model: ModelProto, unsupported: string | undefined): Placement[] {
  if (definesInvolution(model)) return [];
  const graph = model.graph!;
  const typeOf = likelyElementTypes(graph);
  const outermost = new Set(graph.node);
  const sparse = new Set(graph.sparseInitializer.map(({ values }) => values?.name));
  return [...nodesOf(model)].flatMap((site) => {
    const { node, inFunction } = site;
    if (!isInvolution(node)) return [];
    const where = inFunction === undefined ? 'a branch or body of another node' : `the function '${inFunction.name}'`;
    const place = outermost.has(node) ? undefined : `it is in ${where}`;
    return [{ site, reason: unsupported ?? place ?? wrongInput(node, typeOf, sparse) }];
  });
}

/** Whether the graph itself, or anything in it, has an involution. */
export function hasInvolution(model: ModelProto): boolean {
  return placeInvolutions(model, undefined).length > 0;
}

function wrongInput(
  node: NodeProto,
  typeOf: (value: string) => Type | undefined,
  sparse: ReadonlySet<string | undefined>,
): string | undefined {
  for (const value of node.input) {
    if (sparse.has(value)) return `its input '${value}' is sparse`;
    const type = typeOf(value) ?? Type.FLOAT;
    if (type !== Type.FLOAT) return wrongType(value, Type[type]!.toLowerCase());
  }
  return undefined;
}

/** Why kernels take no input of a type. */
export function wrongType(value: string, type: string): string {
  return `its input '${value}' is ${type}, and the kernels compute in float32`;
}
