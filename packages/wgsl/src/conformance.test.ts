// The whole kit on standalone modules, compiled and run by Dawn.
import { wgslAdapter } from '@involution/adapters/wgsl';
import { openGpu } from '@involution/browser/dawn';
import { describeConformance } from '@involution/conformance/vitest';
import * as kernels from './index.ts';

describeConformance(wgslAdapter({ name: 'wgsl NHWC', dataFormat: 'channelsLast', kernels, openGpu }));
describeConformance(wgslAdapter({ name: 'wgsl NCHW', dataFormat: 'channelsFirst', kernels, openGpu }));
