import { describeConformance } from '@involution/conformance/vitest';
import { cpuAdapter } from '../test/adapter.ts';

describeConformance(cpuAdapter('auto'));
describeConformance(cpuAdapter('wasm'));
describeConformance(cpuAdapter('typescript'));
