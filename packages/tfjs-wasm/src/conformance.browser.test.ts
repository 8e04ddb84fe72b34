// The whole kit in a browser, where tfjs has threads and its heap is shared memory.
import { setTfjsWasmFiles } from '@involution/adapters/tfjs-wasm-files';
import { describeConformance } from '@involution/conformance/vitest';
import { wasmAdapter } from '../test/adapter.ts';

setTfjsWasmFiles();

describeConformance(wasmAdapter('simd', 'in-place'));
describeConformance(wasmAdapter('threaded-simd', 'in-place'));
describeConformance(wasmAdapter('threaded-simd', 'copies'));
