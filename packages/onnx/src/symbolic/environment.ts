import {
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
  type ValueInfoProto,
} from '@involution/onnx-messages';
import { type Size, upperBound } from '@involution/symbolic';
import { ownElementType } from '../graph/element-types.ts';
import { externalRange, type ReadExternal, readNothing } from '../graph/external-data.ts';
import { isKnown, isStandard } from '../graph/opsets.ts';
import { isExternal } from '../graph/tensor-data.ts';
import { Call } from './call.ts';
import { resultDims } from './dim-rules.ts';
import { INT_RULES } from './int-rules.ts';
import { type IntTensor, MAX_SHORT_LIST, normalForm, shapeOfInts, toSize } from './int-tensor.ts';
import { sliced, splitRange } from './int-views.ts';
import { Symbols } from './symbols.ts';
import { infoOfStatement, infoOfTensor, type TensorInfo, weightOf } from './tensor-info.ts';

/** Of values of more axes nothing is known. */
const MAX_RANK = 16;

/** How many numbers and terms may be kept, or worked out one by one, for a model: some for each value, and some more. */
const BUDGET = { atFirst: 2 ** 20, perValue: 64 };

/** What a graph says of its values. */
type Graph = Pick<GraphProto, 'input' | 'initializer' | 'valueInfo' | 'output'>;

/**
 * What is known of the values of one graph. It fills up as the graph's nodes are evaluated in an order in which each
 * comes after those that it depends on.
 */
export class Environment {
  readonly #outer: Environment | undefined;
  readonly #symbols: Symbols;
  readonly #budget: { left: number };
  readonly #read: ReadExternal;
  readonly #infos = new Map<string, TensorInfo>();
  readonly #constants: ReadonlyMap<string, TensorProto>;
  readonly #statements: ReadonlyMap<string, ValueInfoProto>;

  /**
   * @param outer What a subgraph sees around it; without it, the graph is that of the model.
   * @param read Files beside the model; a subgraph has those of its surroundings.
   */
  constructor(graph: Graph, outer?: Environment, read: ReadExternal = readNothing) {
    this.#outer = outer;
    this.#read = outer === undefined ? read : outer.#read;
    this.#symbols = outer === undefined ? new Symbols(graph.input) : outer.#symbols;
    this.#budget = outer === undefined ? { left: BUDGET.atFirst } : outer.#budget;
    this.#statements = new Map([...graph.output, ...graph.valueInfo].map((info) => [info.name, info]));
    this.#constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
    // An initializer that is an input too is only a default: a run can bring other values.
    for (const input of graph.input) this.set(input.name, infoOfStatement(input, this.#symbols));
  }

  /** What is known of a value that this graph can see. Constants are read when they are asked for. */
  get(value: string): TensorInfo {
    const known = this.#infos.get(value);
    if (known !== undefined) return known;
    const constant = this.#constants.get(value);
    if (constant === undefined) return this.#outer?.get(value) ?? {};
    this.set(value, infoOfTensor(constant, this.#read));
    return this.get(value);
  }

  /** States what is known of a value of this graph. Each size that is not known becomes a symbol: the same everywhere. */
  set(value: string, { elementType, dims: given, ints: stated, floats }: TensorInfo): void {
    this.#budget.left += BUDGET.perValue;
    const ints = stated && normalForm(stated);
    const sizes = ints === undefined ? given : shapeOfInts(ints);
    const dims = sizes?.map((size) => (size.isUnknown ? this.#symbols.fresh() : size));
    const info = { elementType, dims, ints, floats };
    const weight = weightOf(info);
    const isKept = (dims?.length ?? 0) <= MAX_RANK && weight <= this.#budget.left;
    if (isKept) this.#budget.left -= weight;
    this.#infos.set(value, isKept ? info : { elementType });
  }

  /** The file beside the model that has the values of a constant; `undefined` for other values. */
  fileOf(value: string): string | undefined {
    if (this.#infos.has(value) && !this.#constants.has(value)) return undefined;
    const constant = this.#constants.get(value);
    if (constant === undefined) return this.#outer?.fileOf(value);
    return isExternal(constant) ? externalRange(constant).location : undefined;
  }

  /** What the model calls a size, if it is one that the model names. */
  statedName(size: Size): string | undefined {
    return this.#symbols.nameOf(size);
  }

  /** A node with what is known of its inputs. */
  call(node: NodeProto): Call {
    return new Call(
      node,
      node.input.map((value) => (value === '' ? {} : this.get(value))),
    );
  }

  /** Works out what a node produces. */
  evaluate(node: NodeProto): void {
    for (const [k, value] of node.output.entries()) {
      if (value === '') continue;
      const stated = infoOfStatement(this.#statements.get(value), this.#symbols);
      const found =
        isStandard(node) && node.opType === 'Split' ? splitPart(this.call(node), k) : k === 0 ? this.#result(node) : {};
      this.set(value, {
        elementType: found.elementType ?? stated.elementType,
        dims: found.dims ?? stated.dims,
        ints: found.ints,
        floats: found.floats,
      });
    }
  }

  #result(node: NodeProto): TensorInfo {
    const { opType } = node;
    if (!isKnown(node)) return {};
    const constant = opType === 'Constant' ? node.attribute.find(({ name }) => name === 'value')?.t : undefined;
    if (constant !== undefined) return infoOfTensor(constant, this.#read);
    const call = this.call(node);
    const computed = isStandard(node) ? this.#integers(call) : undefined;
    const dims = computed === undefined ? resultDims(call) : shapeOfInts(computed);
    // The operators with a rule for shapes give what their first input is, but for those whose own type is known.
    const typed = call.input(opType === 'Where' ? 1 : 0);
    const elementType = ownElementType(node) ?? (dims === undefined ? undefined : typed.elementType);
    const fits = computed !== undefined && (elementType === TensorProto_DataType.INT64 || fitsInInt32(computed));
    return { elementType, dims, ints: fits ? computed : undefined };
  }

  #integers(call: Call): IntTensor | undefined {
    const { opType } = call.node;
    if (!Object.hasOwn(INT_RULES, opType) || !this.#mayCompute(call)) return undefined;
    return INT_RULES[opType]!(call);
  }

  /** Work on long lists takes of what may be kept, even if little comes of it. */
  #mayCompute(call: Call): boolean {
    let work = 0;
    for (let k = 0; k < call.inputCount; k++) {
      const ints = call.ints(k);
      if (ints?.kind === 'list' && ints.values.length > MAX_SHORT_LIST) work += ints.values.length;
    }
    if (work > this.#budget.left) return false;
    this.#budget.left -= work;
    return true;
  }
}

/** Whether no element of a tensor is one that int32 does not hold, where arithmetic wraps around. */
function fitsInInt32(tensor: IntTensor): boolean {
  if (tensor.kind === 'list') return tensor.values.every((value) => upperBound(toSize(value)) < 2 ** 31);
  const reach = tensor.steps.map((step, axis) => upperBound(step.times(tensor.shape[axis]!)));
  return reach.reduce((sum, each) => sum + each, upperBound(tensor.offset)) < 2 ** 31;
}

/** An output of a `Split`. */
function splitPart(call: Call, output: number): TensorInfo {
  const { elementType, dims, ints } = call.input(0);
  const range = splitRange(call, output);
  if (range === undefined) return { elementType };
  const { axis: at, count } = range;
  return {
    elementType,
    dims: dims?.map((size, axis) => (axis === at ? count : size)),
    ints: at === 0 ? sliced(ints, range) : undefined,
  };
}
