import type { ArrayView } from './array-view.ts';
import type { ByteSource } from './byte-source.ts';
import { Cursor } from './pickle/cursor.ts';
import { COMMON_GLOBALS } from './pickle/globals.ts';
import { stateDictOf } from './pickle/state-dict.ts';
import { unpickle } from './pickle/unpickle.ts';

const HOST = { globals: new Map(COMMON_GLOBALS.map((global) => [global.name, global])) };

/** Reads Paddle's pickle of NumPy arrays by name. Throws InvolutionError `INVALID_CHECKPOINT`. */
export async function readPaddle(file: ByteSource): Promise<Map<string, ArrayView>> {
  return stateDictOf(await unpickle(new Cursor(file), HOST));
}
