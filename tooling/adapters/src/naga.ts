// naga, the WGSL compiler of Firefox and Deno, for tests of texts that Chromium's compiler takes.
import { NagaError, parseWgsl, validate, writeHlsl, writeMsl, writeSpirv } from 'naga-wasm';

/** What naga says against a WGSL module; nothing where it takes it and translates it for Metal, Direct3D and Vulkan. */
export function nagaComplaints(code: string): string[] {
  try {
    const module = parseWgsl(code);
    const info = validate(module);
    for (const write of [writeMsl, writeHlsl, writeSpirv]) write(module, info);
    info.free();
    module.free();
    return [];
  } catch (error) {
    if (error instanceof NagaError) return [`${error.formatted}\n${code}`];
    throw error;
  }
}
