import { registerOps } from './ops/register-ops.ts';

registerOps();
