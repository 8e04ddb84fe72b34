import { describeConformance } from '@involution/conformance/vitest';
import { cpuAdapter } from './testing.ts';

describeConformance(cpuAdapter('auto'));
describeConformance(cpuAdapter('wasm'));
describeConformance(cpuAdapter('typescript'));
