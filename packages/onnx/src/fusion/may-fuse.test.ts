import { exportedNets, readExported } from '@involution/fixtures/onnx';
import { readSpelled, spellings } from '@involution/fixtures/spellings';
import { fromPartial, ModelProto } from '@involution/onnx-messages';
import { expect, it } from 'vitest';
import { fuseInvolution } from '../fuse.ts';
import { readModel } from '../graph/model-file.ts';
import { mayFuse } from './may-fuse.ts';

it('is true wherever something is fused or rejected', () => {
  const exported = exportedNets.flatMap(({ models }) =>
    models.map((model) => [model.file, readExported(model)] as const),
  );
  const spelled = spellings.flatMap(({ models }) =>
    models.map((model) => [model.file, readSpelled(model).model] as const),
  );
  const all = [...exported, ...spelled];
  expect(all.length).toBeGreaterThan(900);
  const without = all.filter(([, bytes]) => !mayFuse(readModel(bytes)));
  const found = without.filter(([, bytes]) => {
    const { fused, rejected } = fuseInvolution(bytes);
    return fused.length + rejected.length > 0;
  });
  expect(found.map(([file]) => file)).toEqual([]);
  expect(without.length).toBeLessThan(all.length / 50);
});

it('is false of convolutions and involutions alone', () => {
  const node = ['Conv', 'Relu', 'Add', 'Involution', 'Gemm'].map((opType) => ({ opType }));
  expect(mayFuse(fromPartial(ModelProto, { graph: { node } }))).toBe(false);
});
