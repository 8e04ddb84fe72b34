// A second compiler beside Dawn's: naga, which Firefox and Deno have, and its translations for Metal, Direct3D and Vulkan.
import { NagaError, parseWgsl, validate, writeHlsl, writeMsl, writeSpirv } from 'naga-wasm';
import { describe, expect, it } from 'vitest';
import { everyModule } from '../test/modules.ts';

/** What naga says against a module; nothing where it takes and translates it. */
function complaints(code: string): string[] {
  try {
    const module = parseWgsl(code);
    const info = validate(module);
    for (const write of [writeMsl, writeHlsl, writeSpirv]) expect(write(module, info).length).toBeGreaterThan(0);
    info.free();
    module.free();
    return [];
  } catch (error) {
    if (error instanceof NagaError) return [`${error.formatted}\n${code}`];
    throw error;
  }
}

describe.each(['channelsLast', 'channelsFirst'] as const)('naga, %s', (dataFormat) => {
  const modules = everyModule(dataFormat);

  it('takes every module, and translates it', () => {
    expect(modules.length).toBeGreaterThan(500);
    expect(modules.flatMap(complaints)).toEqual([]);
  });

  it('would say so', () => {
    expect(complaints(modules[0]!.replace(': i32,', ': u32,'))).toHaveLength(1);
  });
});
