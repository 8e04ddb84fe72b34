// The whole kit in Node, on both of the builds that tfjs has there. Each leaves its heap to no other.
import { describeConformance } from '@involution/conformance/vitest';
import { wasmAdapter } from '../test/adapter.ts';

describeConformance(wasmAdapter('simd', 'in-place'));
describeConformance(wasmAdapter('simd', 'copies'));
describeConformance(wasmAdapter('plain', 'in-place'));
