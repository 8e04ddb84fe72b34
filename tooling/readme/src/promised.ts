/** What an example says that it logs: its comments of the form `// → text`, in order. */
export function promisedLines(code: string): string[] {
  return [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!.trim());
}
