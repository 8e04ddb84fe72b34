import { conformanceTests } from '@involution/conformance';
import { ortAdapter } from '@involution/conformance/onnxruntime';
import { describeConformance } from '@involution/conformance/vitest';
import * as ort from 'onnxruntime-web';
import { expandInvolution } from './index.ts';

const overPadding = conformanceTests().filter(({ id }) => /weight-over-padding-.*\/forward$/.test(id));

/** What an expanded model is, and what onnxruntime checks of it before anything of ours could. */
const knownFailures = {
  ...Object.fromEntries(
    overPadding.map(({ id }) => [id, 'the function multiplies weights with the zeros of Pad, and 0 · Inf is NaN']),
  ),
  'errors/x-of-int32': 'the function has no types of its own, and onnxruntime refuses to mix them without a code',
  'errors/kernel-of-int32': 'the function has no types of its own, and onnxruntime refuses to mix them without a code',
};

describeConformance(
  ortAdapter({
    name: 'onnxruntime-web, wasm, expandInvolution',
    ort,
    toModel: expandInvolution,
    knownFailures,
  }),
);
