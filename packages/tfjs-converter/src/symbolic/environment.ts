import { Size } from '@involution/symbolic';
import type { Constants } from '../graph/constants.ts';
import type { GraphNode } from '../graph/node.ts';
import { Call } from './call.ts';
import { resultDims } from './dim-rules.ts';
import { INT_RULES, MAX_INTS } from './int-rules.ts';
import type { ValueInfo } from './value-info.ts';

/** Of values of more axes nothing is known. */
const MAX_RANK = 16;

/** How many numbers and terms may be kept for a model: some for each value, and some more. */
const BUDGET = { atFirst: 2 ** 20, perValue: 64 };

/** Larger multiples of sizes could leave int32, where arithmetic wraps around: sizes stay below 2¹⁵. */
const MAX_COEFFICIENT = 2 ** 16;

/**
 * What is known of the values of a graph. It fills up as the nodes are evaluated in an order in which each comes after
 * those that it depends on.
 */
export class Environment {
  /** What a `Const` node holds, by its name. */
  readonly constant: Constants;
  readonly #infos = new Map<string, ValueInfo>();
  #symbols = 0;
  #budget = BUDGET.atFirst;

  constructor(constant: Constants) {
    this.constant = constant;
  }

  /** What is known of a value. */
  get(value: string): ValueInfo {
    return this.#infos.get(value) ?? {};
  }

  /** States what is known of a value. Each size that is not known becomes a symbol: the same everywhere. */
  set(value: string, { dims, ints }: ValueInfo): void {
    this.#budget += BUDGET.perValue;
    const weight = [...(dims ?? []), ...(ints ?? [])].reduce((sum, size) => sum + size.weight, 0);
    if ((dims?.length ?? 0) > MAX_RANK || weight > this.#budget) return;
    this.#budget -= weight;
    this.#infos.set(value, {
      dims: dims?.map((size) => (size.isUnknown ? Size.symbol(this.#symbols++) : size)),
      ints: ints !== undefined && ints.length <= MAX_INTS ? ints : undefined,
    });
  }

  /** A node with what is known of its inputs. */
  call(node: GraphNode): Call {
    return new Call(
      node,
      node.inputs.map((value) => this.get(value)),
    );
  }

  /** Works out what a node makes. */
  evaluate(node: GraphNode): void {
    if (node.op === 'Const') {
      const constant = this.constant(node.name);
      this.set(node.name, { dims: constant?.shape.map(Size.of), ints: constant?.ints?.map(Size.of) });
      return;
    }
    const call = this.call(node);
    const ints = Object.hasOwn(INT_RULES, node.op) ? INT_RULES[node.op]!(call) : undefined;
    const dims = resultDims(call);
    this.set(node.name, {
      // How long a list is is known where its elements are.
      dims: ints !== undefined && dims?.length === 1 ? [Size.of(ints.length)] : dims,
      ints: ints?.map((size) => (staysInInt32(size) ? size : Size.unknown)),
    });
  }
}

function staysInInt32({ terms }: Size): boolean {
  return terms?.every(({ coefficient }) => Math.abs(coefficient) <= MAX_COEFFICIENT) ?? false;
}
