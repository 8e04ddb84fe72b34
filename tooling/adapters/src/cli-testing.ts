// What the tests of command line programs share.

/** What a program of ours runs in. */
interface Host {
  version: string;
  out(text: string): void;
  error(text: string): void;
}

/**
 * Runs a program.
 *
 * @param folder Where its files are; what it writes is returned without this folder's name.
 * @returns The exit code and all that was written.
 */
export async function runProgram(
  runCli: (args: readonly string[], host: Host) => Promise<number>,
  args: readonly string[],
  folder: string,
): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ['', ''];
  const code = await runCli(args, {
    version: '1.2.3',
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out: out.replaceAll(`${folder}/`, ''), error: error.replaceAll(`${folder}/`, '') };
}
