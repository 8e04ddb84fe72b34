// What every backend must do with graph models.
import type { NdArray } from '@involution/core';
import { type GoldenGraphModel, goldenGraphModels, goldenPatches } from '@involution/fixtures/graph-models';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FuseResult, fusedModel, registerOps } from '../src/index.ts';
import { artifactsOf, inMemory, outputsOf, patchesModel } from './models.ts';

/** Declares tests of fused and plain graph models on a backend, against Keras's and TensorFlow's results. */
export function describeGraphModels(backend: string): void {
  describe(`graph models on ${backend}`, () => {
    beforeAll(async () => {
      await tf.setBackend(backend);
      await tf.ready();
    });

    it.each(goldenGraphModels.map((golden) => [golden.name, golden] as const))('%s, fused', async (_, golden) => {
      let result: FuseResult | undefined;
      const source = fusedModel(inMemory(await artifactsOf(golden)), { onFused: (found) => (result = found) });
      const model = await tf.loadGraphModel(source);
      expect({ fused: result!.fused.length, left: patchesLeft(result!) }).toEqual({
        fused: golden.involutions,
        left: golden.involutions === 0 ? 1 : 0,
      });
      if (lacksEinsum(result!, backend)) {
        // tfjs itself has none for some backends; that of an involution is gone.
        await expect(outputsOf(model, golden.x, namesOf(golden))).rejects.toThrow("Kernel 'Einsum' not registered");
      } else await expectKerasOutputs(model, golden);
      model.dispose();
    });

    it('leave no tensor behind', async () => {
      const golden = goldenGraphModels.find(({ kind }) => kind === 'network')!;
      const before = tf.memory().numTensors;
      const model = await tf.loadGraphModel(fusedModel(inMemory(await artifactsOf(golden))));
      await outputsOf(model, golden.x, namesOf(golden));
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it.each(['product-example-batch', 'geometry-stride-static', 'network-trained'])('%s, not fused', async (name) => {
      registerOps();
      const golden = goldenGraphModels.find((each) => each.name === name)!;
      const model = await tf.loadGraphModel(inMemory(await artifactsOf(golden)));
      await expectKerasOutputs(model, golden);
      model.dispose();
    });

    it.each(goldenPatches.map((golden) => [golden.name, golden] as const))('%s', async (_, { attributes, x, y }) => {
      registerOps();
      const model = await tf.loadGraphModel(inMemory(patchesModel(attributes)));
      const [patches] = await outputsOf(model, x, ['patches']);
      expect({ shape: patches!.shape, data: [...patches!.data] }).toEqual(y);
    });
  });
}

/** Outputs in the order in which the fixture has them. */
function namesOf({ model, outputs }: GoldenGraphModel): string[] {
  return outputs.map((_, k) => model.signature.outputs[`output_${k}`]!.name);
}

function lacksEinsum({ model }: FuseResult, backend: string): boolean {
  const isNeeded = operatorsOf(model).includes('Einsum');
  return isNeeded && tf.getKernel('Einsum', backend) === undefined;
}

function patchesLeft({ model }: FuseResult): number {
  return operatorsOf(model).filter((op) => op === 'ExtractImagePatches').length;
}

function operatorsOf({ modelTopology }: tf.io.ModelArtifacts): string[] {
  return (modelTopology as GoldenGraphModel['model']['modelTopology']).node.map(({ op }) => op);
}

/**
 * Equal to the bit where every order of the sums gives the same. Else Keras's own float32 differs from its float64 by `roundoff`
 * for no other reason than the order and rounding of its sums; ours are of the same number, and get eight times that.
 */
async function expectKerasOutputs(model: tf.GraphModel, golden: GoldenGraphModel): Promise<void> {
  const { x, outputs, roundoff } = golden;
  const actual = await outputsOf(model, x, namesOf(golden));
  expect(actual.map(({ shape }) => shape)).toEqual(outputs.map(({ shape }) => shape));
  for (const [k, { data }] of actual.entries()) {
    expect(data.every(Number.isFinite)).toBe(true);
    expect(largestDifference(data, outputs[k]!)).toBeLessThanOrEqual(8 * roundoff);
  }
}

function largestDifference(actual: Float32Array, { data }: NdArray): number {
  return Math.max(...actual.map((value, k) => Math.abs(value - data[k]!)));
}
