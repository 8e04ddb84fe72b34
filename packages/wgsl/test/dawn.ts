// What tests of programs run them on: a device of Dawn, with the sources of this package.
import { WgslDevice } from '@involution/adapters/wgsl-device';
import { openGpu } from '@involution/browser/dawn';
import { type InvolutionProgram, prepareProgram } from '../src/index.ts';

export type Dawn = WgslDevice<InvolutionProgram>;

export const openDawn = (): Promise<Dawn> => WgslDevice.open(openGpu(), { prepareProgram });
