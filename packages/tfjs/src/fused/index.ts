export { type FusedInvolution2DArgs, involution2d } from './involution2d.ts';
