import { exportedNets, readExported } from '@involution/fixtures/onnx';
import { isInvolution } from '@involution/onnx/model';
import { describe, expect, it } from 'vitest';
import { fuseLoadedModel } from './fuse-model.ts';
import { loadModel } from './load-model.ts';

const net = exportedNets.find(({ name }) => name === 'rednet26-width-8')!;

describe('fuseLoadedModel', () => {
  it.each(net.models.map((model) => [model.file, model] as const))(
    'fuses %s without a copy of it',
    async (_, exported) => {
      const bytes = readExported(exported);
      for (const canRefer of [true, false]) {
        const { model, files, fused } = (await fuseLoadedModel(await loadModel(bytes, {}), canRefer))!;
        expect(model.graph!.node.filter(isInvolution)).toHaveLength(net.involutions);
        expect(fused).toHaveLength(net.involutions);
        expect(files.map(({ data }) => data === bytes)).toEqual(canRefer ? [true] : []);
        const inside = model.graph!.initializer.map(({ rawData }) => rawData).filter(({ length }) => length > 0);
        // What was written and read again would lie in other memory than the file.
        for (const { buffer } of inside) expect(buffer === bytes.buffer).toBe(true);
        expect(inside.some(({ length }) => length >= 1024)).toBe(!canRefer);
      }
    },
  );
});
