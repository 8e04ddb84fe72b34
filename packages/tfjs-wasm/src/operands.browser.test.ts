// What only a page has: images, and tfjs's threads.
import { describeTfjsOperands } from '@involution/adapters/tfjs-operands';
import { setTfjsWasmFiles } from '@involution/adapters/tfjs-wasm-files';
import { involution2d } from '@involution/tfjs';
import { wasmAdapter } from '../test/adapter.ts';

setTfjsWasmFiles();

describeTfjsOperands(wasmAdapter('threaded-simd', 'in-place'), involution2d);
