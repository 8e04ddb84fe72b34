import { classCount, describeRedNet } from '@involution/core/networks';
import { expect, it } from 'vitest';
import { splitNetwork } from './split.ts';

const network = describeRedNet({ depth: [1, 1, 1, 1], width: 16, inputChannels: 1, classes: 10 });

it('cuts a network in two that have all its nodes', () => {
  const { backbone, head } = splitNetwork(network, 'layer2.0');
  expect([...backbone.nodes, ...head.nodes].map(({ name }) => name)).toEqual(network.nodes.map(({ name }) => name));
  expect(backbone).toMatchObject({ inputChannels: 1, features: ['layer2.0'] });
  expect(backbone.nodes.at(-1)).toBe(network.nodes.find(({ name }) => name === 'layer2.0'));
  expect([head.inputChannels, classCount(head), classCount(backbone)]).toEqual([128, 10, 0]);
  const known = new Set(['input', ...head.nodes.map(({ name }) => name)]);
  expect(head.nodes.flatMap(({ inputs }) => inputs).filter((input) => !known.has(input))).toEqual([]);
});

it('says where it cannot', () => {
  expect(() => splitNetwork(network, 'layer9')).toThrow('no node layer9');
  expect(() => splitNetwork(network, 'layer2.0.conv1')).toThrow('layer2.0.downsample.0 reads more');
  expect(() => splitNetwork(network, 'layer4.0')).toThrow('No convolution reads layer4.0');
});
