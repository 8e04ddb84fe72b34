import { describeTfjsOperands } from '@involution/adapters/tfjs-operands';
import { involution2d } from '@involution/tfjs';
import { cpuAdapter } from '../test/adapter.ts';

describeTfjsOperands(cpuAdapter('wasm'), involution2d);
describeTfjsOperands(cpuAdapter('typescript'), involution2d);
