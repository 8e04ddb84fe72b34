import { type Network, type NetworkNode, REDNET_BLOCKS } from '@involution/core/networks';

/** Of PyTorch's batch norm. */
const EPSILON = 1e-5;

/**
 * ResNet-50 (He et al., arXiv 1512.03385, with the stride on the 3×3 convolution), whose place RedNet-50 takes: RedNet's
 * bottlenecks with a 3×3 convolution where RedNet has an involution, behind a stem of one 7×7 convolution. The names of its
 * nodes are RedNet's.
 */
export function describeResNet50(): Network {
  const nodes: NetworkNode[] = [];

  /** Appends a convolution and its batch norm; returns the name of the latter. */
  function conv(
    name: string,
    from: string,
    [inChannels, outChannels]: Channels,
    kernelSize: number,
    stride = 1,
  ): string {
    const norm = `${name}.bn`;
    const padding = (kernelSize - 1) / 2;
    nodes.push({ op: 'conv', name, inputs: [from], inChannels, outChannels, kernelSize, stride, padding });
    nodes.push({ op: 'batchNorm', name: norm, inputs: [name], channels: outChannels, epsilon: EPSILON });
    return norm;
  }
  function relu(name: string, from: string): string {
    nodes.push({ op: 'relu', name, inputs: [from] });
    return name;
  }
  function bottleneck(name: string, from: string, [inChannels, outChannels]: Channels, stride: number): string {
    const middle = outChannels / 4;
    const first = relu(`${name}.relu1`, conv(`${name}.conv1`, from, [inChannels, middle], 1));
    const second = relu(`${name}.relu2`, conv(`${name}.conv2`, first, [middle, middle], 3, stride));
    const branch = conv(`${name}.conv3`, second, [middle, outChannels], 1);
    const isSame = stride === 1 && inChannels === outChannels;
    const shortcut = isSame ? from : conv(`${name}.downsample`, from, [inChannels, outChannels], 1, stride);
    nodes.push({ op: 'add', name: `${name}.add`, inputs: [branch, shortcut] });
    return relu(name, `${name}.add`);
  }

  const stem = relu('stem.relu', conv('stem', 'input', [3, 64], 7, 2));
  nodes.push({ op: 'maxPool', name: 'maxpool', inputs: [stem], kernelSize: 3, stride: 2, padding: 1 });
  const features: string[] = [];
  let last = 'maxpool';
  let channels = 64;
  for (const [stage, count] of REDNET_BLOCKS[50].entries()) {
    const outChannels = 256 * 2 ** stage;
    for (let block = 0; block < count; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      last = bottleneck(`layer${stage + 1}.${block}`, last, [channels, outChannels], stride);
      channels = outChannels;
    }
    features.push(last);
  }
  nodes.push({ op: 'globalAveragePool', name: 'pool', inputs: [last] });
  nodes.push({ op: 'linear', name: 'head.fc', inputs: ['pool'], inFeatures: channels, outFeatures: 1000 });
  return { nodes, features, inputChannels: 3 };
}

type Channels = readonly [inChannels: number, outChannels: number];
