import { defaultExports, exportedNets, readDefaultExport, readExported } from '@involution/fixtures/onnx';
import { describe, expect, it } from 'vitest';
import { expandReport, fuseReport, inspectReport } from './report.ts';

const exported = (file: string) =>
  readExported(exportedNets.flatMap(({ models }) => models).find((model) => model.file === file)!);

describe('fuseReport', () => {
  it.each(['dynamo-batch', 'dynamo-static', 'ts-batch', 'ts-size'])(
    'finds what RedNet-26’s involutions replace, exported by %s',
    (mode) => {
      const report = fuseReport(exported(`rednet26-width-8-${mode}`), []);
      expect(report.replaced).toHaveLength(9);
      for (const { fused, path } of report.replaced) {
        // X's way: padded, gathered along both axes, multiplied and summed. W's: viewed as the windows are.
        const operators = path.map(({ operator }) => operator);
        expect(operators).toEqual(expect.arrayContaining(['Pad', 'Gather', 'Transpose', 'Mul', 'ReduceSum']));
        expect(operators.filter((operator) => operator === 'Gather')).toHaveLength(2);
        expect(path.at(-1)!.output).toBe(fused.output);
        expect(path.some(({ reads }) => reads.includes(fused.x))).toBe(true);
        expect(path.some(({ reads }) => reads.includes(fused.w))).toBe(true);
        // In order, and of one piece: each reads only what comes before it.
        const known = new Set([fused.x, fused.w]);
        for (const { reads, output } of path) {
          expect(reads.length).toBeGreaterThan(0);
          expect(reads.every((value) => known.has(value))).toBe(true);
          known.add(output);
        }
      }
    },
  );

  it('knows the shapes that the model states', () => {
    const [first] = fuseReport(exported('rednet26-width-8-dynamo-static'), []).replaced;
    expect(first!.xDims).toEqual([2, 4, 32, 32]);
    expect(first!.wDims).toEqual([2, 9, 32, 32]);
    expect(first!.path.at(-1)!.dims).toEqual([2, 4, 32, 32]);
  });

  it('gives no model where there is nothing to fuse', () => {
    const { model, replaced, rejected } = fuseReport(exported('shared-by-batch-dynamo-static'), []);
    expect([model, replaced]).toEqual([undefined, []]);
    expect(rejected[0]!.reason).toContain('the batch of X');
  });
});

describe('expandReport', () => {
  it('has the bodies of the functions', () => {
    const { model, nodes } = expandReport(exported('recipe-dynamo-batch'));
    expect(model).toBeDefined();
    expect(nodes).toHaveLength(1);
    expect(nodes[0]!.functionName).toMatch(/^Involution_k\d+x\d+/);
    const counts = new Map(nodes[0]!.body.map(({ operator, count }) => [operator, count]));
    expect(counts.get('Mul')).toBe(9); // one for each tap
    expect(expandReport(model!)).toEqual({ model: undefined, nodes: [] });
  });
});

describe('inspectReport', () => {
  const net = defaultExports[0]!;
  const { model, externalData } = readDefaultExport(net);

  it('names the files beside a model, and uses those at hand', () => {
    const without = inspectReport(model, []);
    expect(without.locations).toEqual([`${net.name}.onnx.data`]);
    expect([without.fusable.length, without.rejected.length]).toEqual([0, 1]);
    expect(inspectReport(model, externalData).fusable).toHaveLength(net.involutions);
  });

  it('throws the library’s error', () => {
    expect(() => inspectReport(Uint8Array.of(1, 2, 3), [])).toThrow(expect.objectContaining({ code: 'INVALID_MODEL' }));
  });
});
