// Integers of a graph as far as the graph tells them: a number, or an expression in sizes that only a run knows.

// Beyond these an expression counts as unknown: no exporter writes such sizes, but a hostile file can.
const MOST_TERMS = 32;
const LONGEST_KEY = 2000;

/** How many quotients a comparison takes apart: one on its left, and that which takes its place. */
const MOST_FLOORS = 3;

/** What expressions are made of. */
interface Atom {
  /** Tells atoms apart. Names are in JSON's quotes, so that joined and nested keys are unambiguous. */
  readonly key: string;
  /** ⌊numerator / divisor⌋ where the atom is that, and not the size of a tensor. */
  readonly floor?: { readonly numerator: Size; readonly divisor: number };
}

interface Term {
  readonly coefficient: number;
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
  static readonly unknown = new Size(undefined);

  /** Numbers that JavaScript can't hold exactly: as good as unknown, but for their sign. They stand for the ends of axes. */
  static readonly huge = new Size(undefined);
  static readonly minusHuge = new Size(undefined);

  readonly #terms: ReadonlyMap<string, Term> | undefined;

  private constructor(terms: ReadonlyMap<string, Term> | undefined) {
    this.#terms = terms;
  }

  /** A known integer. */
  static of(value: number): Size {
    if (value > Number.MAX_SAFE_INTEGER) return Size.huge;
    if (value < Number.MIN_SAFE_INTEGER) return Size.minusHuge;
    return Size.#from([{ coefficient: value, atoms: [] }]);
  }

  /** The size of a tensor's axis, taken to be 1 or more. Equal names mean equal sizes. */
  static symbol(...name: (string | number)[]): Size {
    return Size.#from([{ coefficient: 1, atoms: [{ key: JSON.stringify(name) }] }]);
  }

  /** The product of some sizes. */
  static product(sizes: readonly Size[]): Size {
    return sizes.reduce((product, size) => product.times(size), Size.of(1));
  }

  /** The number that this is for all sizes, if it is one. */
  get value(): number | undefined {
    if (this.#terms === undefined || this.#terms.size > 1) return undefined;
    if (this.#terms.size === 0) return 0;
    return this.#terms.get('')?.coefficient;
  }

  get isUnknown(): boolean {
    return this.#terms === undefined;
  }

  /** Whether both are the same number for all sizes. */
  equals(other: Size): boolean {
    if (this.#terms === undefined || other.#terms === undefined || this.#terms.size !== other.#terms.size) return false;
    return [...this.#terms].every(([key, { coefficient }]) => other.#terms!.get(key)?.coefficient === coefficient);
  }

  /** Whether this is `value` for all sizes. */
  is(value: number): boolean {
    return this.value === value;
  }

  plus(other: Size): Size {
    if (this.#terms === undefined || other.#terms === undefined) return Size.unknown;
    return Size.#from([...this.#terms.values(), ...other.#terms.values()]);
  }

  minus(other: Size): Size {
    return this.plus(other.times(Size.of(-1)));
  }

  times(other: Size): Size {
    if (this.#terms === undefined || other.#terms === undefined) return Size.unknown;
    if (this.#terms.size * other.#terms.size > MOST_TERMS) return Size.unknown;
    const right = [...other.#terms.values()];
    return Size.#from(
      [...this.#terms.values()].flatMap((a) =>
        right.map((b) => ({ coefficient: a.coefficient * b.coefficient, atoms: sorted([...a.atoms, ...b.atoms]) })),
      ),
    );
  }

  /** ⌊this / divisor⌋ for a positive number. */
  floorDivide(divisor: number): Size {
    if (this.#terms === undefined || !(Number.isSafeInteger(divisor) && divisor > 0)) return Size.unknown;
    const quotient: Term[] = [];
    const rest: Term[] = [];
    for (const { coefficient, atoms } of this.#terms.values()) {
      const whole = Math.floor(coefficient / divisor);
      quotient.push({ coefficient: whole, atoms });
      rest.push({ coefficient: coefficient - whole * divisor, atoms });
    }
    return Size.#from(quotient).plus(Size.#from(rest).#floorOfRest(divisor));
  }

  /** ⌈this / divisor⌉ for a positive number. */
  ceilDivide(divisor: number): Size {
    return this.plus(Size.of(divisor - 1)).floorDivide(divisor);
  }

  /** Whether this is provably no more than `other`, whatever the sizes. */
  isAtMost(other: Size): boolean {
    return other.minus(this).#isNeverNegative(MOST_FLOORS);
  }

  /** A number that this is at least, given that every tensor has at least one element; −∞ where none is known. */
  get lowerBound(): number {
    if (this.#terms === undefined) return Number.NEGATIVE_INFINITY;
    let bound = 0;
    for (const { coefficient, atoms } of this.#terms.values()) {
      const bounds = atoms.map(({ floor }) => (floor ? Math.floor(floor.numerator.lowerBound / floor.divisor) : 1));
      // A product says nothing of its sign when a factor may be negative, and nothing is known of upper bounds.
      if (bounds.some((lowest) => lowest < 0) || (atoms.length > 0 && coefficient < 0)) return Number.NEGATIVE_INFINITY;
      bound += coefficient * bounds.reduce((product, lowest) => product * lowest, 1);
    }
    return bound;
  }

  /** This divided by a product of sizes, where that leaves no remainder for any sizes; else unknown. */
  divideExactly(divisor: Size): Size {
    if (this.#terms === undefined || divisor.#terms?.size !== 1) return Size.unknown;
    const [by] = divisor.#terms.values();
    const quotient: Term[] = [];
    for (const { coefficient, atoms } of this.#terms.values()) {
      const left = [...atoms];
      for (const { key } of by!.atoms) {
        const at = left.findIndex((atom) => atom.key === key);
        if (at < 0) return Size.unknown;
        left.splice(at, 1);
      }
      if (coefficient % by!.coefficient !== 0) return Size.unknown;
      quotient.push({ coefficient: coefficient / by!.coefficient, atoms: left });
    }
    return Size.#from(quotient);
  }

  toString(): string {
    if (this.#terms === undefined) return '?';
    if (this.#terms.size === 0) return '0';
    return [...this.#terms]
      .map(([key, { coefficient }]) => (key === '' ? coefficient : `${coefficient}·${key}`))
      .join('+');
  }

  /** @param floors How many quotients may still be taken out of the expression. */
  #isNeverNegative(floors: number): boolean {
    if (this.lowerBound >= 0 || this.#withoutGainedFloors().lowerBound >= 0) return true;
    if (floors === 0) return false;
    const terms = [...(this.#terms?.values() ?? [])];
    return terms
      .filter((term) => isFloor(term) && term.coefficient === -1)
      .some((term) => {
        // ⌊n / a⌋ ≤ t, for integers, is n ≤ a·t + a − 1.
        const { numerator, divisor } = term.atoms[0]!.floor!;
        const t = Size.#from(terms.filter((other) => other !== term));
        const room = t
          .times(Size.of(divisor))
          .plus(Size.of(divisor - 1))
          .minus(numerator);
        return room.#isNeverNegative(floors - 1);
      });
  }

  /** Something smaller or equal: d·⌊n / d⌋ is at least n − d + 1. */
  #withoutGainedFloors(): Size {
    let smaller: Size = this;
    for (const term of this.#terms?.values() ?? []) {
      const { floor } = term.atoms[0] ?? {};
      if (!isFloor(term) || floor === undefined || term.coefficient < 0 || term.coefficient % floor.divisor !== 0)
        continue;
      const least = floor.numerator.minus(Size.of(floor.divisor - 1)).times(Size.of(term.coefficient / floor.divisor));
      smaller = smaller.minus(Size.#from([term])).plus(least);
    }
    return smaller;
  }

  /** ⌊this / divisor⌋ where all coefficients lie in 0 … divisor − 1. */
  #floorOfRest(divisor: number): Size {
    const terms = [...this.#terms!.values()];
    const [single, ...more] = terms.filter(({ atoms }) => atoms.length > 0);
    if (single === undefined) return Size.of(0);
    const [inner] = single.atoms;
    if (more.length === 0 && isFloor(single) && single.coefficient === 1) {
      // ⌊(⌊n / a⌋ + r) / d⌋ = ⌊(n + a·r) / (a·d)⌋
      const { numerator, divisor: innerDivisor } = inner!.floor!;
      const rest = Size.of((this.#terms!.get('')?.coefficient ?? 0) * innerDivisor);
      return numerator.plus(rest).floorDivide(innerDivisor * divisor);
    }
    const key = `⌊(${this})/${divisor}⌋`;
    return Size.#from([{ coefficient: 1, atoms: [{ key, floor: { numerator: this, divisor } }] }]);
  }

  static #from(terms: readonly Term[]): Size {
    const sum = new Map<string, Term>();
    for (const { coefficient, atoms } of terms) {
      const key = atoms.map((atom) => atom.key).join('·');
      const total = (sum.get(key)?.coefficient ?? 0) + coefficient;
      if (!Number.isSafeInteger(total) || key.length > LONGEST_KEY) return Size.unknown;
      if (total === 0) sum.delete(key);
      else sum.set(key, { coefficient: total, atoms });
    }
    if (sum.size > MOST_TERMS) return Size.unknown;
    return new Size(new Map([...sum].sort(([a], [b]) => compare(a, b))));
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

/** Whether a term is a number times a quotient that is rounded down. */
function isFloor({ atoms }: Term): boolean {
  return atoms.length === 1 && atoms[0]!.floor !== undefined;
}

function sorted(atoms: Atom[]): Atom[] {
  return atoms.sort((a, b) => compare(a.key, b.key));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
