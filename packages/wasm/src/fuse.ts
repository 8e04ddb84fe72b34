/**
 * Makes the build with relaxed SIMD of that with SIMD: a multiplication and the addition of what follows it become one
 * instruction, which rounds once, behind what follows. Three nops keep all the sizes that a module says of itself.
 *
 * In bytes, f32x4.mul is fd e6 01, f32x4.add fd e4 01, f32x4.relaxed_madd fd 85 02, local.get 20 and nop 01.
 *
 * @param module Each byte a character.
 */
export function fuse(module: string): string {
  return (
    module
      // Mostly it is a variable that follows.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes, not text
      .replace(/\xfd\xe6\x01( .)\xfd\xe4\x01/gs, '$1\xfd\x85\x02\x01\x01\x01')
      // Else it is a product, or a sum that is fused by now.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes, not text
      .replace(/\xfd\xe6\x01((?:(?!\xfd\xe4\x01).)+)\xfd\xe4\x01/gs, '$1\xfd\x85\x02\x01\x01\x01')
  );
}
