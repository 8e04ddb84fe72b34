export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';
export { type SharedDevice, shareDevice } from './share-device.ts';
