// A process that runs the modules of its arguments and sends the lines of each.
for (const url of process.argv.slice(2)) {
  const lines: string[] = [];
  console.log = (...words: unknown[]) => void lines.push(words.map(String).join(' '));
  try {
    await import(url);
  } catch (error) {
    lines.push(`error: ${error instanceof Error ? error.stack : error}`);
  }
  process.send!(lines);
}
// Backends and sessions may leave something running.
process.disconnect();
process.exit();

export {};
