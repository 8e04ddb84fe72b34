// Integers of a graph as far as the graph tells them: a number, or an expression in sizes that only a run knows.

// Beyond these an expression counts as unknown: no exporter writes such sizes, but a hostile file can.
const MAX_TERMS = 16;
const MAX_KEY_LENGTH = 256;
/** ONNX's integers wrap around where these do not. Sizes stay below 2³², so such a multiple of one stays below 2⁶³. */
const MAX_DIVIDED_COEFFICIENT = 2 ** 31;

/** What expressions are made of. */
export interface Atom {
  /** Tells atoms apart. Names are in JSON's quotes, so that joined and nested keys are unambiguous. */
  readonly key: string;
  /** ⌊numerator / divisor⌋ where the atom is that, and not the size of a tensor. */
  readonly floor?: { readonly numerator: Size; readonly divisor: number };
  /** The two of which the atom is one, where it is that. */
  readonly either?: readonly [Size, Size];
}

export interface Term {
  readonly coefficient: number;
  /** The keys of the atoms. */
  readonly key: string;
  /** Sorted by key; one may occur several times. */
  readonly atoms: readonly Atom[];
}

/**
 * A polynomial with integer coefficients in the sizes of tensors, and in such polynomials divided by a number and rounded
 * down. Each expression has one form, so those that are equal for all sizes are recognised when their forms agree; the
 * reverse does not hold, and what is not recognised must count as different.
 */
export class Size {
  /** No more is known than that it is an integer. Equal to nothing, itself included. */
  static readonly unknown: Size = new Size(undefined, undefined);

  /** Numbers that JavaScript can't hold exactly: as good as unknown, but for their sign. They stand for the ends of axes. */
  static readonly huge: Size = new Size(undefined, undefined);
  static readonly minusHuge: Size = new Size(undefined, undefined);

  /** The number that this is for all sizes, if it is one. */
  readonly value: number | undefined;
  /** Sorted by key, without zeros. */
  readonly #terms: readonly Term[] | undefined;

  private constructor(value: number | undefined, terms: readonly Term[] | undefined) {
    this.value = value;
    this.#terms = terms;
  }

  /** A known integer. */
  static of(value: number): Size {
    if (Number.isSafeInteger(value)) return new Size(value, undefined);
    if (value > Number.MAX_SAFE_INTEGER) return Size.huge;
    return value < Number.MIN_SAFE_INTEGER ? Size.minusHuge : Size.unknown;
  }

  /** The size of a tensor's axis, taken to be 1 or more. Equal names mean equal sizes. */
  static symbol(...name: (string | number)[]): Size {
    return Size.sum([termOf(1, [{ key: JSON.stringify(name) }])]);
  }

  /** That of an axis which stretches to one of two: it is not known to which. */
  static either(a: Size, b: Size): Size {
    if (a.isUnknown || b.isUnknown) return Size.unknown;
    return Size.sum([termOf(1, [{ key: `(${a}|${b})`, either: [a, b] }])]);
  }

  /** The product of some sizes. */
  static product(sizes: readonly Size[]): Size {
    return sizes.reduce((product, size) => product.times(size), Size.of(1));
  }

  /** The sum of terms in any order, some of which may be of the same atoms. */
  static sum(terms: readonly Term[]): Size {
    const sum = new Map<string, Term>();
    for (const term of terms) {
      const coefficient = (sum.get(term.key)?.coefficient ?? 0) + term.coefficient;
      if (!Number.isSafeInteger(coefficient) || term.key.length > MAX_KEY_LENGTH) return Size.unknown;
      if (coefficient === 0) sum.delete(term.key);
      else sum.set(term.key, { ...term, coefficient });
    }
    if (sum.size > MAX_TERMS) return Size.unknown;
    const constant = sum.get('')?.coefficient ?? 0;
    if (sum.size === (constant === 0 ? 0 : 1)) return Size.of(constant);
    return new Size(
      undefined,
      [...sum.values()].sort((a, b) => compare(a.key, b.key)),
    );
  }

  get isUnknown(): boolean {
    return this.value === undefined && this.#terms === undefined;
  }

  /** What this is the sum of; `undefined` when unknown. */
  get terms(): readonly Term[] | undefined {
    return this.value === undefined ? this.#terms : [termOf(this.value, [])];
  }

  /** About how many numbers this takes as much memory as. */
  get weight(): number {
    return this.#terms?.reduce((sum, { key }) => sum + 8 + key.length / 4, 0) ?? 1;
  }

  /** Whether both are the same number for all sizes. */
  equals(other: Size): boolean {
    if (this.value !== undefined || other.value !== undefined) return this.value === other.value;
    const [own, others] = [this.#terms, other.#terms];
    if (own === undefined || own.length !== others?.length) return false;
    return own.every(({ key, coefficient }, k) => key === others[k]!.key && coefficient === others[k]!.coefficient);
  }

  /** Whether this is `value` for all sizes. */
  is(value: number): boolean {
    return this.value === value;
  }

  plus(other: Size): Size {
    if (this.value !== undefined && other.value !== undefined) return exact(this.value + other.value);
    const [own, others] = [this.terms, other.terms];
    return own === undefined || others === undefined ? Size.unknown : Size.sum([...own, ...others]);
  }

  minus(other: Size): Size {
    return this.plus(other.times(Size.of(-1)));
  }

  times(other: Size): Size {
    if (this.value !== undefined && other.value !== undefined) return exact(this.value * other.value);
    const [own, others] = [this.terms, other.terms];
    if (own === undefined || others === undefined || own.length * others.length > MAX_TERMS) return Size.unknown;
    return Size.sum(
      own.flatMap((a) => others.map((b) => termOf(a.coefficient * b.coefficient, [...a.atoms, ...b.atoms]))),
    );
  }

  /** ⌊this / divisor⌋ for a positive number. */
  floorDivide(divisor: number): Size {
    if (!(Number.isSafeInteger(divisor) && divisor > 0)) return Size.unknown;
    if (this.value !== undefined) return Size.of(Math.floor(this.value / divisor));
    if (this.#terms === undefined) return Size.unknown;
    const quotient: Term[] = [];
    const rest: Term[] = [];
    for (const term of this.#terms) {
      if (Math.abs(term.coefficient) > MAX_DIVIDED_COEFFICIENT) return Size.unknown;
      const whole = Math.floor(term.coefficient / divisor);
      quotient.push({ ...term, coefficient: whole });
      rest.push({ ...term, coefficient: term.coefficient - whole * divisor });
    }
    return Size.sum(quotient).plus(floorOfRest(Size.sum(rest), divisor));
  }

  /** ⌈this / divisor⌉ for a positive number. */
  ceilDivide(divisor: number): Size {
    return this.plus(Size.of(divisor - 1)).floorDivide(divisor);
  }

  /** This divided by a product of sizes, where that leaves no remainder for any sizes; else unknown. */
  divideExactly(divisor: Size): Size {
    const [by, ...more] = divisor.terms ?? [];
    if (by === undefined || more.length > 0 || this.terms === undefined || by.coefficient === 0) return Size.unknown;
    const quotient: Term[] = [];
    for (const { coefficient, atoms } of this.terms) {
      const left = [...atoms];
      for (const { key } of by.atoms) {
        const at = left.findIndex((atom) => atom.key === key);
        if (at < 0) return Size.unknown;
        left.splice(at, 1);
      }
      if (coefficient % by.coefficient !== 0) return Size.unknown;
      quotient.push(termOf(coefficient / by.coefficient, left));
    }
    return Size.sum(quotient);
  }

  toString(): string {
    return (
      this.terms?.map(({ key, coefficient }) => (key === '' ? coefficient : `${coefficient}·${key}`)).join('+') ?? '?'
    );
  }
}

/** The quotient of two products of sizes, if it has no remainder; factors that occur in both need not be monomials. */
export function divideProducts(numerators: readonly Size[], divisors: readonly Size[]): Size {
  const left = [...numerators];
  const right = divisors.filter((divisor) => {
    const at = left.findIndex((size) => size.equals(divisor));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return Size.product(left).divideExactly(Size.product(right));
}

/** The symbol that a size is, if it is one and nothing else. */
export function symbolOf(size: Size): string | undefined {
  const [term, ...more] = size.terms ?? [];
  const [atom, ...others] = term?.atoms ?? [];
  const isSymbol = atom !== undefined && more.length + others.length === 0 && term?.coefficient === 1;
  return isSymbol && atom.floor === undefined ? atom.key : undefined;
}

/** Whether a term is a number times a quotient that is rounded down. */
export function isFloor({ atoms }: Term): boolean {
  return atoms.length === 1 && atoms[0]!.floor !== undefined;
}

/** ⌊rest / divisor⌋ where all coefficients lie in 0 … divisor − 1. */
function floorOfRest(rest: Size, divisor: number): Size {
  if (rest.value !== undefined) return Size.of(Math.floor(rest.value / divisor));
  const [single, ...more] = rest.terms?.filter(({ atoms }) => atoms.length > 0) ?? [];
  if (single === undefined) return Size.unknown;
  const [inner] = single.atoms;
  if (more.length === 0 && isFloor(single) && single.coefficient === 1) {
    // ⌊(⌊n / a⌋ + r) / d⌋ = ⌊(n + a·r) / (a·d)⌋
    const { numerator, divisor: innerDivisor } = inner!.floor!;
    const constant = rest.terms!.find(({ key }) => key === '')?.coefficient ?? 0;
    return numerator.plus(Size.of(constant * innerDivisor)).floorDivide(innerDivisor * divisor);
  }
  return Size.sum([termOf(1, [{ key: `⌊(${rest})/${divisor}⌋`, floor: { numerator: rest, divisor } }])]);
}

/** A number that JavaScript holds exactly; of others arithmetic knows nothing. */
function exact(value: number): Size {
  // Not −0, which differs from 0 in no way that matters here but prints otherwise.
  return Number.isSafeInteger(value) ? Size.of(value + 0) : Size.unknown;
}

function termOf(coefficient: number, atoms: readonly Atom[]): Term {
  const sorted = [...atoms].sort((a, b) => compare(a.key, b.key));
  return { coefficient, key: sorted.map(({ key }) => key).join('·'), atoms: sorted };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
