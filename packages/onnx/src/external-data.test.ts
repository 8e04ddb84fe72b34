// Models whose tensors lie in a file beside them, as torch.onnx.export writes them with nothing but defaults.
import { edited, expectOutputs, parse, runAll, type Values } from '@involution/adapters/onnx-testing';
import { type DefaultExport, defaultExports, readDefaultExport } from '@involution/fixtures/onnx';
import { describe, expect, it } from 'vitest';
import { expandInvolution } from './expand.ts';
import { fuseInvolution } from './fuse.ts';
import { isExternal } from './graph/tensor-data.ts';
import { inspectInvolution } from './inspect.ts';

describe.each(defaultExports.map((net) => [net.name, net] as const))('%s', (_, net) => {
  const { model, externalData } = readDefaultExport(net);

  it('is fused with its file', async () => {
    const { fused, rejected, model: result } = fuseInvolution(model, { externalData });
    expect(rejected).toEqual([]);
    expect(fused).toHaveLength(net.involutions);
    expect(inspectInvolution(model, { externalData }).fusable).toEqual(fused);
    await expectSame(net, expandInvolution(result), externalData);
  });

  it('is not without, and the reason says so', () => {
    const { fused, rejected } = fuseInvolution(model);
    expect(fused).toHaveLength(0);
    expect(rejected.length).toBeGreaterThan(0);
    const file = `'${net.name}.onnx.data'`;
    for (const { reason } of rejected) expect(reason).toContain(`they lie in ${file}, a file that is not at hand`);
    expect(inspectInvolution(model).rejected).toEqual(rejected);
  });
});

async function expectSame(net: DefaultExport, model: Uint8Array, externalData: { path: string; data: Uint8Array }[]) {
  const outputs = await runAll(
    model,
    net.runs.map(({ inputs }) => floats(inputs)),
    { externalData },
  );
  for (const [k, run] of net.runs.entries()) expectOutputs(outputs[k]!, floats(run.outputs), 2 * net.roundoff);
}

function floats(tensors: DefaultExport['runs'][number]['inputs']): Values {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data, shape }]) => [name, { data: Float32Array.from(data), shape }]),
  );
}

describe('files beside a model', () => {
  const net = defaultExports[0]!;
  const { model, externalData } = readDefaultExport(net);
  const [{ path, data }] = externalData as [{ path: string; data: Uint8Array }];
  const count = (files: { path: string; data: Uint8Array }[], bytes = model) =>
    fuseInvolution(bytes, { externalData: files }).fused.length;

  it('are found with a dot before their name, and not under another', () => {
    expect(count([{ path: `./${path}`, data }])).toBe(net.involutions);
    expect(count([{ path: 'other.data', data }])).toBe(0);
  });

  it('are read no further than is needed', () => {
    const tensors = parse(model).graph!.initializer.filter(isExternal);
    const isIndex = new Set(tensors.filter(({ dataType }) => dataType === 7).map(({ name }) => name));
    const astray = edited(model, ({ graph }) => {
      for (const tensor of graph!.initializer.filter(isExternal)) {
        if (!isIndex.has(tensor.name)) tensor.externalData.find(({ key }) => key === 'location')!.value = 'elsewhere';
      }
    });
    expect(count([{ path, data }], astray)).toBe(net.involutions);
  });

  it('must have the bytes that are looked for', () => {
    const error = { code: 'INVALID_MODEL', argument: expect.stringMatching(/^tensor '/) };
    expect(() => count([{ path, data: data.subarray(0, 100) }])).toThrow(expect.objectContaining(error));
    for (const offset of ['-1', '1.5', 'x', '9'.repeat(30)]) {
      const wrong = edited(model, ({ graph }) => {
        for (const { externalData: places } of graph!.initializer.filter(isExternal)) {
          places.find(({ key }) => key === 'offset')!.value = offset;
        }
      });
      expect(() => count([{ path, data }], wrong), offset).toThrow(expect.objectContaining(error));
    }
  });

  it('are paths with bytes', () => {
    const wrong = [{ path, data: 'text' }] as unknown as typeof externalData;
    expect(() => count(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS', argument: 'externalData' }));
  });
});
