import { describe, expect, it } from 'vitest';
import { cost } from './cost.ts';
import { kernelShapeFor, resolveGeometry } from './geometry.ts';

function geometry(size: number, channels: number, kernelSize: number, strides = 1) {
  const groups = Math.max(1, channels / 16);
  const xShape = [1, size, size, channels];
  const options = { kernelSize, strides, groups };
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}

describe('cost', () => {
  it('counts the aggregation, the layer and its rivals', () => {
    expect(cost(geometry(28, 64, 7))).toEqual({
      params: 0,
      multiplyAdds: 784 * 64 * 49,
      bytes: 4 * 784 * (64 + 196 + 64),
      layer: {
        params: 64 * 16 + 2 * 16 + 16 * 196 + 196,
        multiplyAdds: 784 * (64 * 16 + 16 * 196 + 64 * 49),
        bytes: 4 * (784 * (64 + 196 + 64) + (784 * (64 + 16) + 1024 + 32) + (784 * (16 + 196) + 16 * 196 + 196)),
      },
      convolution: {
        params: 64 * 64 * 49 + 64,
        multiplyAdds: 784 * 64 * 64 * 49,
        bytes: 4 * (784 * 128 + 64 * 64 * 49 + 64),
      },
      depthwiseConvolution: {
        params: 64 * 49 + 64,
        multiplyAdds: 784 * 64 * 49,
        bytes: 4 * (784 * 128 + 64 * 49 + 64),
      },
    });
  });

  it('adds a pass over x where a stride makes the generator pool', () => {
    const { layer } = cost(geometry(28, 64, 7, 2));
    const pool = 784 * 64 + 196 * 64;
    const rest = 784 * 64 + 196 * (196 + 64) + (196 * 80 + 1056) + (196 * 212 + 3332);
    expect(layer.bytes).toBe(4 * (pool + rest));
  });

  it.for([
    [26, [1, 2, 4, 1], 9_233_166, 1.73e9],
    [50, [3, 4, 6, 3], 15_540_806, 2.71e9],
    [152, [3, 8, 36, 3], 33_984_582, 6.79e9],
  ] as const)("adds up to RedNet-%i's parameters and multiply-adds", ([, blocks, params, multiplyAdds]) => {
    const total = redNet(blocks);
    expect(total.params).toBe(params);
    // The paper gives three digits and counts a little differently at the edges.
    expect(Math.abs(total.multiplyAdds / multiplyAdds - 1)).toBeLessThan(0.05);
  });
});

/** RedNet as SPEC's section 4 has it: convolutions by hand, involutions by the cost model. */
function redNet(blocks: readonly number[]) {
  const total = { params: 0, multiplyAdds: 0 };
  const convolution = (size: number, from: number, to: number, kernel: number) => {
    total.params += from * to * kernel * kernel + 2 * to; // with its batch norm
    total.multiplyAdds += size * size * from * to * kernel * kernel;
  };
  const involutionLayer = (size: number, channels: number, kernel: number, stride: number) => {
    const { layer } = cost(geometry(size, channels, kernel, stride));
    total.params += layer.params + 2 * channels; // followed by a batch norm
    total.multiplyAdds += layer.multiplyAdds;
  };
  convolution(112, 3, 32, 3);
  involutionLayer(112, 32, 3, 1);
  convolution(112, 32, 64, 3);
  let from = 64;
  let size = 56;
  blocks.forEach((count, stage) => {
    const to = 256 * 2 ** stage;
    for (let block = 0; block < count; block++) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      convolution(size, from, to / 4, 1);
      involutionLayer(size, to / 4, 7, stride);
      size /= stride;
      convolution(size, to / 4, to, 1);
      if (block === 0) convolution(size, from, to, 1);
      from = to;
    }
  });
  total.params += 2048 * 1000 + 1000;
  total.multiplyAdds += 2048 * 1000;
  return total;
}
