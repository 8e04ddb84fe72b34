import { type ByteSource, readRange } from './byte-source.ts';
import { invalid } from './invalid.ts';

/** Longer texts are no description of a network; each of their bytes can cost many in objects. */
const MAX_JSON = 1 << 22;

/** Parses the JSON that a source is. Throws InvolutionError `INVALID_CHECKPOINT` if it is none, or too long. */
export async function readJson(source: ByteSource, what: string): Promise<unknown> {
  if (source.size > MAX_JSON)
    throw invalid(what, `${what} has ${source.size} bytes; more than ${MAX_JSON} are not read.`);
  return parseJson(new TextDecoder().decode(await readRange(source, 0, source.size, what)), what);
}

/** As {@link readJson}, of text. */
export function parseJson(text: string, what: string): unknown {
  if (text.length > MAX_JSON)
    throw invalid(what, `${what} has ${text.length} characters; more than ${MAX_JSON} are not read.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(what, `${what} is not JSON.`, cause);
  }
}
