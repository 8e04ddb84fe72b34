// Small pieces of WGSL.

/** The first `count` numbers, each as a line of text. */
export function each(count: number, line: (k: number) => string): string {
  return lines(Array.from({ length: count }, (_, k) => line(k)));
}

/** One line of text for each entry. */
export function lines(entries: readonly string[]): string {
  return entries.join('\n');
}

/** A product without factors of 1. */
export function times(a: string | number, b: string | number): string {
  return [a, b].filter((factor) => `${factor}` !== '1').join(' * ') || '1';
}

/** A sum; `distance` may be negative or 0. */
export function plus(at: string, distance: string | number): string {
  if (`${distance}` === '0') return at;
  return typeof distance === 'number' && distance < 0 ? `${at} - ${-distance}` : `${at} + ${distance}`;
}

/** An index plus `count` steps. */
export function advance(at: string, count: number, step: string): string {
  if (count === 0) return at;
  return plus(at, step === '1' ? count : times(count, step));
}

/** Takes an index apart into coordinates, the fastest first. The last one takes what is left. */
export function decompose(index: string, axes: readonly (readonly [name: string, size: string])[]): string {
  return lines([
    `var rest = ${index};`,
    ...axes.flatMap(([name, size], k) =>
      k === axes.length - 1 ? [`let ${name} = rest;`] : [`let ${name} = rest % ${size};`, `rest /= ${size};`],
    ),
  ]);
}

/** Indents by the nesting of braces, so that the pieces above need not know where they end up. */
export function indent(text: string): string {
  let depth = 0;
  const indented = text
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => {
      if (line.startsWith('}')) depth--;
      const spaces = '  '.repeat(depth);
      if (line.endsWith('{')) depth++;
      return spaces + line;
    });
  return lines(indented);
}
