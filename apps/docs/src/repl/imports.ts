/** The modules that a program imports, each once; those of which it takes types alone are none. */
export function importsOf(code: string): string[] {
  const statements =
    /^\s*(?:import|export)\b(?!\s+type\b)[^'"`;()]*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/gm;
  return [...new Set([...code.matchAll(statements)].map(([, from, dynamic]) => (from ?? dynamic)!))];
}
