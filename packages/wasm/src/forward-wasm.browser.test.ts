// In an engine with relaxed SIMD, as pages have it: convolutions have a kernel of their own there.
import './forward-wasm.test.ts';
