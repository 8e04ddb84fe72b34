// The adapter for tfjs, with the reference as the op: the whole kit, through tfjs's tensors and autodiff.
import {
  checkDyShape,
  computeReference,
  type Operands,
  type Operation,
  planarAxes,
  resolveGeometry,
  unexpected,
} from '@involution/core';
import { customGrad, registerBackend, type Tensor, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { runConformance } from './run.ts';
import { type TfjsAdapterOptions, tfjsAdapter } from './tfjs.ts';
import { describeConformance } from './vitest.ts';

const involution2d: TfjsAdapterOptions['involution2d'] = (x, kernel, options) => {
  for (const [name, { dtype }] of Object.entries({ x, kernel })) {
    if (dtype !== 'float32') throw unexpected('INVALID_DTYPE', name, dtype, "'float32'");
  }
  const shape: readonly number[] = x.shape;
  const xShape = shape.length === 3 ? [1, ...shape] : shape;
  const geometry = resolveGeometry(xShape, kernel.shape, options);
  planarAxes(geometry, 'the test');
  const compute = (operation: Operation, operands: Operands<Tensor>) => {
    const values = Object.fromEntries(Object.entries(operands).map(([name, operand]) => [name, operand.dataSync()]));
    const { data, shape } = computeReference(operation, geometry, values);
    return tensor(Float32Array.from(data), shape);
  };
  const op = customGrad((a, b) => ({
    value: compute('forward', { x: a as Tensor, kernel: b as Tensor }),
    gradFunc: (dy) => {
      checkDyShape(dy.shape, geometry);
      return [compute('gradInput', { dy, kernel: b as Tensor }), compute('gradKernel', { dy, x: a as Tensor })];
    },
  }));
  return op(x, kernel) as Tensor4D;
};

describeConformance(tfjsAdapter({ name: 'reference on tfjs', backend: 'cpu', involution2d }));

describe('tfjsAdapter', () => {
  it('declares what the caller says of the device, and adds to what every involution2d can not do', () => {
    const knownFailures = { 'range/overflow/forward': 'cut by the driver' };
    const adapter = tfjsAdapter({ name: 'mine', backend: 'cpu', involution2d, flushesBelow: 2 ** -126, knownFailures });
    expect(adapter.capabilities.flushesBelow).toBe(2 ** -126);
    expect(Object.keys(adapter.knownFailures)).toEqual(
      expect.arrayContaining(['range/overflow/forward', 'errors/one-spatial-axis']),
    );
  });

  it('runs the cases of the ops that it is given', () => {
    const ranksWith = (ops: object) =>
      tfjsAdapter({ name: 'mine', backend: 'cpu', involution2d, ...ops }).capabilities.spatialRanks;
    const other = () => {
      throw new Error('not called');
    };
    expect(ranksWith({})).toEqual([2]);
    expect(ranksWith({ involution3d: other })).toEqual([2, 3]);
    expect(ranksWith({ involution1d: other, involution3d: other })).toEqual([1, 2, 3]);
    const all = tfjsAdapter({ name: 'mine', backend: 'cpu', involution1d: other, involution2d, involution3d: other });
    expect(all.knownFailures).toEqual({});
  });

  it('says which backend does not start', async () => {
    registerBackend('broken', () => {
      throw new Error('no device');
    });
    const adapter = tfjsAdapter({ name: 'mine', backend: 'broken', involution2d });
    await expect(runConformance(adapter)).rejects.toThrow("tfjs can't start its backend 'broken'.");
  });
});
