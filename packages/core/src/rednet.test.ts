import { describe, expect, it } from 'vitest';
import { parameterCount, parametersOf } from './network.ts';
import { describeRedNet, REDNET_BLOCKS, type RedNetDepth } from './rednet.ts';

const depths = Object.keys(REDNET_BLOCKS).map(Number) as RedNetDepth[];

describe('describeRedNet', () => {
  it.each([
    [26, 9_233_166],
    [38, 12_386_986],
    [50, 15_540_806],
    [101, 25_652_950],
    [152, 33_984_582],
  ] as const)('has the published number of parameters: RedNet-%i', (depth, count) => {
    expect(parameterCount(describeRedNet({ depth }))).toBe(count);
  });

  it('reads only what was computed before', () => {
    for (const depth of depths) {
      const known = new Set(['input']);
      const wrong = describeRedNet({ depth }).nodes.filter(({ name, inputs }) => {
        const isWrong = known.has(name) || !inputs.every((input) => known.has(input));
        known.add(name);
        return isWrong;
      });
      expect(wrong).toEqual([]);
    }
  });

  it('names parameters as the published checkpoints do', () => {
    const names = describeRedNet({ depth: 26 })
      .nodes.flatMap(parametersOf)
      .map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'stem.0.conv.weight',
        'stem.0.bn.running_mean',
        'stem.1.conv1.conv.weight',
        'stem.1.conv1.bn.weight',
        'stem.1.conv2.conv.bias',
        'stem.2.weight',
        'stem.4.bn.running_var',
        'layer1.0.downsample.0.weight',
        'layer3.3.conv2.conv1.bn.bias',
        'layer4.0.bn3.weight',
        'head.fc.bias',
      ]),
    );
  });

  it('has the features of every stage, and no head where there are no classes', () => {
    const net = describeRedNet({ depth: 50, classes: 0, stemKernelSize: 7 });
    expect(net.features).toEqual(['maxpool', 'layer1.2', 'layer2.3', 'layer3.5', 'layer4.2']);
    expect(net.nodes.at(-1)!.name).toBe('layer4.2');
    expect(net.nodes.find(({ name }) => name === 'stem.1')).toMatchObject({ kernelSize: 7, padding: 3, groups: 2 });
  });

  it.each([
    [{ depth: 34 }, 'depth'],
    [{ depth: [1, 2, 3] }, 'depth'],
    [{ depth: [1, 0, 1, 1] }, 'depth'],
    [{ depth: 26, width: 33 }, 'width'],
    [{ depth: 26, width: 40 }, 'width'],
    [{ depth: 26, kernelSize: 4 }, 'kernelSize'],
    [{ depth: 26, classes: -1 }, 'classes'],
  ])('refuses %j', (options, argument) => {
    expect(() => describeRedNet(options as Parameters<typeof describeRedNet>[0])).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', argument }),
    );
  });
});
