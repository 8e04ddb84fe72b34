import type { Network, Parameters } from '@involution/core/networks';
import { fromPartial, ModelProto } from '@involution/onnx-messages';
import { version } from '../../package.json';
import { writeModel } from '../graph/model-file.ts';
import { DOMAIN, DOMAIN_VERSION } from '../operator/operator.ts';
import { checkNetwork } from './check-network.ts';
import { NetworkGraph } from './network-graph.ts';
import type { NetworkModelOptions } from './network-options.ts';
import { outputsOf } from './outputs.ts';
import { tensorValue } from './tensor-value.ts';

/** ONNX 1.14, which every runtime has that knows the operators' newest forms used here. */
const IR_VERSION = 9n;
const OPSET = 18n;

/**
 * Writes a network of `@involution/core/networks` as an ONNX model, with an `ai.involution::Involution` node for each
 * involution. Batch norms are folded into the convolutions before them, in float64.
 *
 * The input is `[N, C, H, W]`, of any batch. The output of a classifier is `logits`, `[N, classes]`; a network without a
 * head has one output `[N, C, H, W]` for each of its features, by the name of the node. At a stride an involution's kernels
 * are generated from averages over the pixels that are inside the image, so that odd sizes work too.
 *
 * @param network From `describeRedNet`, for instance.
 * @param parameters Every tensor that the network has learned, by PyTorch's names and in its layouts, as
 *   `@involution/checkpoints` reads them. They are read one after the other; none is changed.
 * @returns The bytes of an ONNX file.
 * @throws InvolutionError `INVALID_OPTIONS`, `MISSING_OPERAND` or `INVALID_SHAPE`, with the name of the first parameter that is
 *   missing or has another shape, before any is read; `INVALID_DATA` for one that holds another number of values, or, for
 *   `half`, one of weights that is too large.
 */
export async function networkModel(
  network: Network,
  parameters: Parameters,
  options: NetworkModelOptions = {},
): Promise<Uint8Array> {
  checkNetwork(network, parameters, options);
  const { imageSize, labels, half = false, inputName = 'input', name = 'network' } = options;
  const outputs = outputsOf(network);
  const graph = new NetworkGraph(network, parameters, { half, inputName, outputs });
  for (const node of network.nodes) await graph.add(node);
  graph.finish();
  const [height, width] = typeof imageSize === 'number' ? [imageSize, imageSize] : (imageSize ?? ['height', 'width']);
  return writeModel(
    fromPartial(ModelProto, {
      irVersion: IR_VERSION,
      producerName: '@involution/onnx',
      producerVersion: version,
      opsetImport: [
        { domain: '', version: OPSET },
        { domain: DOMAIN, version: DOMAIN_VERSION },
      ],
      metadataProps: labels === undefined ? [] : [{ key: 'labels', value: JSON.stringify(labels) }],
      graph: {
        name,
        input: [tensorValue(inputName, ['batch', network.inputChannels, height, width])],
        output: [...outputs.values()].map(({ value, sizes }) => tensorValue(value, ['batch', ...sizes])),
        node: graph.nodes,
        initializer: graph.initializers,
      },
    }),
  );
}
