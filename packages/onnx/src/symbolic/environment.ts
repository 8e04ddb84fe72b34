import type { GraphProto, NodeProto, ValueInfoProto } from 'onnx-buf';
import { ownElementType } from '../graph/element-types.ts';
import { isStandard } from '../graph/opsets.ts';
import { DOMAIN, OPERATOR } from '../operator/operator.ts';
import { Call } from './call.ts';
import { resultDims } from './dim-rules.ts';
import { INT_RULES } from './int-rules.ts';
import { shapeOfInts } from './int-tensor.ts';
import { completed, infoOfStatement, infoOfTensor, type TensorInfo } from './tensor-info.ts';

/** Operators that are not of the standard domain and that the rules know all the same: ours, and what onnxruntime makes. */
const KNOWN_ELSEWHERE: ReadonlySet<string> = new Set([
  `${DOMAIN} ${OPERATOR}`,
  'com.microsoft FusedConv',
  'com.microsoft QuickGelu',
]);

/**
 * What is known of the values of one graph. It fills up as the graph's nodes are evaluated in an order in which each
 * comes after those that it depends on.
 */
export class Environment {
  readonly #scope: string;
  readonly #outer: Environment | undefined;
  readonly #infos = new Map<string, TensorInfo>();
  readonly #statements: ReadonlyMap<string, ValueInfoProto>;

  /**
   * @param graph The graph, or the inputs and stated shapes of a function.
   * @param scope Tells this graph's values from those of others in the names of symbols.
   * @param outer What a subgraph sees around it.
   */
  constructor(
    graph: Pick<GraphProto, 'input' | 'initializer' | 'valueInfo' | 'output'>,
    scope: string,
    outer: Environment | undefined,
  ) {
    this.#scope = scope;
    this.#outer = outer;
    this.#statements = new Map([...graph.output, ...graph.valueInfo].map((info) => [info.name, info]));
    for (const tensor of graph.initializer) this.set(tensor.name, infoOfTensor(tensor));
    // An initializer that is an input too is only a default: a run can bring other values.
    for (const input of graph.input) this.set(input.name, infoOfStatement(input, scope));
  }

  /** What is known of a value that this graph can see. */
  get(value: string): TensorInfo {
    return this.#infos.get(value) ?? this.#outer?.get(value) ?? {};
  }

  /** States what is known of a value of this graph. */
  set(value: string, info: TensorInfo): void {
    this.#infos.set(value, completed(info, this.#scope, value));
  }

  /** A node with what is known of its inputs. */
  call(node: NodeProto): Call {
    return new Call(
      node,
      node.input.map((value) => (value === '' ? {} : this.get(value))),
    );
  }

  /** Works out what a node makes. */
  evaluate(node: NodeProto): void {
    for (const [k, value] of node.output.entries()) {
      if (value === '') continue;
      const stated = infoOfStatement(this.#statements.get(value), this.#scope);
      const found = k === 0 ? this.#result(node) : {};
      this.set(value, {
        elementType: found.elementType ?? stated.elementType,
        dims: found.dims ?? stated.dims,
        ints: found.ints,
      });
    }
  }

  #result(node: NodeProto): TensorInfo {
    const { domain, opType } = node;
    if (!isStandard(node) && !KNOWN_ELSEWHERE.has(`${domain} ${opType}`)) return {};
    const constant = opType === 'Constant' ? node.attribute.find(({ name }) => name === 'value')?.t : undefined;
    if (constant !== undefined) return infoOfTensor(constant);
    const call = this.call(node);
    const ints = isStandard(node) && Object.hasOwn(INT_RULES, opType) ? INT_RULES[opType]!(call) : undefined;
    const dims = ints === undefined ? resultDims(call) : shapeOfInts(ints);
    // The operators with a rule for shapes give what their first input is, but for those whose own type is known.
    const inherited = dims === undefined ? undefined : call.input(0).elementType;
    return { elementType: ownElementType(node) ?? inherited, dims, ints };
  }
}
