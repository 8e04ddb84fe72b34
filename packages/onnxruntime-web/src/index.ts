export { expandInvolution } from './expand.ts';
