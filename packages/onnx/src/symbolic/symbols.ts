import type { ValueInfoProto } from '@involution/onnx-messages';
import { Size, symbolOf } from '@involution/symbolic';

/**
 * The sizes of one model that only a run knows.
 *
 * A run brings the inputs, and no runtime checks that sizes of one name (`dim_param`) agree among them. So a name tells
 * which size is meant only where it stands at one axis of one input; where it stands at several, each is another size.
 */
export class Symbols {
  readonly #named = new Map<string, Size>();
  /** By symbol. */
  readonly #names = new Map<string, string>();
  readonly #ambiguous: ReadonlySet<string>;
  #count = 0;

  /** @param inputs Of the model's graph. */
  constructor(inputs: readonly ValueInfoProto[]) {
    const seen = new Set<string>();
    const again = new Set<string>();
    for (const dimParam of inputs.flatMap(dimNames)) {
      const { name } = factored(dimParam);
      (seen.has(name) ? again : seen).add(name);
    }
    this.#ambiguous = again;
  }

  /** A size of which no more is known than that it is one. */
  fresh(): Size {
    return Size.symbol(this.#count++);
  }

  /** The size that a name stands for at some axis. Where it may stand for several, each time another one. */
  named(dimParam: string): Size {
    const { factor, name } = factored(dimParam);
    let size = this.#named.get(name);
    if (size === undefined) {
      size = this.fresh();
      this.#names.set(symbolOf(size)!, name);
      if (!this.#ambiguous.has(name)) this.#named.set(name, size);
    }
    return size.times(Size.of(factor));
  }

  /** What the model calls a size, if it is one that the model names, or one of two that it calls by one name. */
  nameOf(size: Size): string | undefined {
    const symbol = symbolOf(size);
    if (symbol === undefined) return undefined;
    const [a, b] = size.terms![0]!.atoms[0]!.either?.map((each) => this.nameOf(each)) ?? [];
    return a !== undefined && a === b ? a : this.#names.get(symbol);
  }
}

function dimNames({ type }: ValueInfoProto): string[] {
  if (type?.value?.$case !== 'tensorType') return [];
  return (type.value.value.shape?.dim ?? []).flatMap(({ value }) => (value?.$case === 'dimParam' ? value.value : []));
}

/** PyTorch states that a size is a multiple of some number by names like `32*height`. */
function factored(dimParam: string): { factor: number; name: string } {
  const [, factor, name] = /^(\d+)\*([A-Za-z_]\w*)$/.exec(dimParam) ?? [];
  return name === undefined ? { factor: 1, name: dimParam } : { factor: Number(factor), name };
}
