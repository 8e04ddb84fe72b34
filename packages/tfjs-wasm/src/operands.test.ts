import { describeTfjsOperands } from '@involution/adapters/tfjs-operands';
import { involution2d } from '@involution/tfjs';
import { wasmAdapter } from '../test/adapter.ts';

describeTfjsOperands(wasmAdapter('simd', 'in-place'), involution2d);
describeTfjsOperands(wasmAdapter('simd', 'copies'), involution2d);
