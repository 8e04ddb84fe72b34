import { conformanceTests } from '@involution/conformance';
import { tfjsAdapter } from '@involution/conformance/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import '@tensorflow/tfjs-backend-cpu';
import { env } from '@tensorflow/tfjs-core';
import { involution1d, involution2d, involution3d } from './index.ts';

env().set('INVOLUTION_WARN_UNREGISTERED', false);

/** What only a kernel can do right, by a pattern of the tests' ids. */
const REASONS = [
  [
    /weight-over-padding-.*\/forward$/,
    'the composed op multiplies weights with the zeros of tfjs’s pad: 0 · Inf is NaN',
  ],
  [/^errors\/dy-/, 'autodiff hands dy to tfjs’s own ops, which throw an Error without a code'],
] as const;

describeConformance(
  tfjsAdapter({
    name: 'composed on tfjs-backend-cpu',
    backend: 'cpu',
    involution1d,
    involution2d,
    involution3d,
    knownFailures: Object.fromEntries(
      conformanceTests().flatMap(({ id }) =>
        REASONS.filter(([pattern]) => pattern.test(id)).map(([, reason]) => [id, reason]),
      ),
    ),
  }),
);
