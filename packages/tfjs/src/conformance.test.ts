import { conformanceTests } from '@involution/conformance';
import { tfjsAdapter } from '@involution/conformance/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import '@tensorflow/tfjs-backend-cpu';
import { involution2d } from './involution2d.ts';

/** Weights over padding that are not finite. */
const overPadding = conformanceTests().filter(({ id }) =>
  /weight-(padded-.*-(first|last)|interleaved-.*)\/forward$/.test(id),
);

describeConformance(
  tfjsAdapter({
    name: 'composed on tfjs-backend-cpu',
    backend: 'cpu',
    involution2d,
    knownFailures: Object.fromEntries(
      overPadding.map(({ id }) => [
        id,
        'the composed op multiplies weights with the zeros of tfjs’s pad: 0 · Inf is NaN',
      ]),
    ),
  }),
);
