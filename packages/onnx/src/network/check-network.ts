import { InvolutionError, unexpected } from '@involution/core';
import { classCount, type Network, type NetworkNode, type Parameters, parametersOf } from '@involution/core/networks';
import type { NetworkModelOptions } from './network-options.ts';

/** Demands what `networkModel` says that it throws for, before any parameter is read. */
export function checkNetwork(
  network: Network,
  parameters: Parameters,
  { imageSize, labels, half, inputName, name }: NetworkModelOptions,
): void {
  const sizes = typeof imageSize === 'object' ? imageSize : [imageSize ?? 1];
  if (
    !sizes.every((size) => Number.isInteger(size) && size > 0) ||
    (typeof imageSize === 'object' && sizes.length !== 2)
  ) {
    throw unexpected('INVALID_OPTIONS', 'imageSize', imageSize, 'a positive integer or two of them, [height, width]');
  }
  if (half !== undefined && half !== 'throughout' && typeof half !== 'boolean') {
    throw unexpected('INVALID_OPTIONS', 'half', half, "a boolean or 'throughout'");
  }
  for (const [option, text] of Object.entries({ inputName, name })) {
    if (text === undefined || (typeof text === 'string' && text !== '')) continue;
    throw unexpected('INVALID_OPTIONS', option, text, 'a name');
  }
  if (labels !== undefined) checkLabels(labels, classCount(network));
  for (const node of network.nodes) {
    checkPadding(node);
    for (const { name, shape } of parametersOf(node)) {
      const parameter = parameters.get(name);
      if (parameter === undefined)
        throw new InvolutionError('MISSING_OPERAND', name, `The parameter ${name} is missing.`);
      if (parameter.shape.join() !== shape.join()) {
        throw unexpected('INVALID_SHAPE', name, parameter.shape, `[${shape.join(', ')}]`);
      }
    }
  }
}

function checkLabels(labels: readonly string[], classes: number): void {
  if (Array.isArray(labels) && labels.length === classes && labels.every((label) => typeof label === 'string')) return;
  throw unexpected('INVALID_OPTIONS', 'labels', labels, `${classes} strings, one for each class`);
}

/** The kernels are generated at ⌈H/s⌉ positions of the image, so there must be as many windows. */
function checkPadding(node: NetworkNode): void {
  if (node.op !== 'involution') return;
  const { name, kernelSize, stride, padding } = node;
  if (padding === 'same' ? stride === 1 : 2 * padding === kernelSize - 1) return;
  const message = `The involution ${name} has K = ${kernelSize}, stride ${stride} and padding ${padding}, but ONNX models can only be made of those with padding (K − 1)/2, or 'same' at stride 1.`;
  throw new InvolutionError('INVALID_OPTIONS', name, message);
}
