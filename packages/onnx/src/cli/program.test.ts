import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '@involution/adapters/cli-testing';
import { edited, parse } from '@involution/adapters/onnx-testing';
import { defaultExports, exportedNets, readDefaultExport, readExported } from '@involution/fixtures/onnx';
import type { ModelProto } from '@involution/onnx-messages';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fuseInvolution } from '../fuse.ts';
import { externalBytes, readerOf } from '../graph/external-data.ts';
import { isExternal } from '../graph/tensor-data.ts';
import { runCli } from './program.ts';

let folder: string;
const net = (name: string) => readExported(exportedNets.find((candidate) => candidate.name === name)!.models[0]!);
const path = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'involution-'));
  await writeFile(path('net.onnx'), net('layer-k7-stride-2'));
  await writeFile(path('other.onnx'), net('shared-by-batch'));
});

afterEach(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => runProgram(runCli, args, folder);

describe('involution-onnx', () => {
  it('fuses, expands and inspects', async () => {
    expect(await run('fuse', path('net.onnx'))).toMatchObject({ code: 0, error: '' });
    expect(new Uint8Array(await readFile(path('net.fused.onnx')))).toEqual(
      fuseInvolution(net('layer-k7-stride-2')).model,
    );
    expect(await run('expand', path('net.fused.onnx'), path('out.onnx'))).toMatchObject({ code: 0, error: '' });
    const { code, out } = await run('inspect', path('out.onnx'));
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'out.onnx: ai.onnx 20',
        '  1 Involution node',
        '    /Involution: 7×7 strides 2×2 pads 3,3,3,3 group 2, X [2, 8, 6, 8], W of unknown shape, expanded',
        '  0 patterns to fuse\n',
      ].join('\n'),
    );
  });

  it('says what it fused', async () => {
    const { out } = await run('fuse', path('net.onnx'), path('out.onnx'));
    expect(out).toMatch(/^out\.onnx: 1 involution fused, \d+ nodes and initializers removed\n {2}\/Involution: 7×7 /);
  });

  it('says what it rejected, and exits with 1 where it fused nothing', async () => {
    const { code, out } = await run('fuse', path('other.onnx'));
    expect(code).toBe(1);
    expect(out).toContain('1 rejected match\n    /Mul_1: the weights cannot be proven to have the batch of X');
    expect(new Uint8Array(await readFile(path('other.fused.onnx')))).toEqual(net('shared-by-batch'));
  });

  it('exits with 1 where there is nothing to expand or to list', async () => {
    expect(await run('expand', path('net.onnx'))).toMatchObject({ code: 1 });
    expect(await run('inspect', path('other.onnx'))).toMatchObject({ code: 1 });
  });

  it('exits with 2 and says why when something fails', async () => {
    expect(await run('fuse', path('missing.onnx'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('ENOENT'),
    });
    await writeFile(path('text.onnx'), 'no model');
    const { code, error } = await run('inspect', path('text.onnx'));
    expect([code, error]).toEqual([2, expect.stringContaining('The 8 bytes are no ONNX model with a graph.')]);
  });

  it('shows names without control characters, and not at any length', async () => {
    const name = `\u001b[31mred\n${'x'.repeat(100_000)}`;
    const named = edited(net('layer-k7-stride-2'), ({ graph }) => {
      for (const node of graph!.node) node.name = name;
    });
    await writeFile(path('named.onnx'), named);
    const { code, out } = await run('fuse', path('named.onnx'));
    expect(code).toBe(0);
    expect(out).toContain('\\u{1b}[31mred\\u{a}xxx');
    expect(out.length).toBeLessThan(1000);
    const broken = edited(
      named,
      ({ graph }) => void graph!.node.push({ ...graph!.node.at(-1)!, output: [], input: [name] }),
    );
    await writeFile(path('broken.onnx'), broken);
    const { error } = await run('fuse', path('broken.onnx'));
    expect(error).toContain('\\u{1b}[31mred');
    expect(error.length).toBeLessThan(1000);
  });

  describe('with tensors in a file beside the model', () => {
    const exported = defaultExports.find(({ name }) => name === 'default-layer-k7-stride-2')!;
    const { model, externalData } = readDefaultExport(exported);
    const { path: dataFile, data } = externalData[0]!;

    beforeEach(async () => {
      await mkdir(path('in'));
      await mkdir(path('out'));
      await writeFile(path('in/net.onnx'), model);
      await writeFile(path(`in/${dataFile}`), data);
    });

    it('sees them', async () => {
      const { code, out } = await run('inspect', path('in/net.onnx'));
      expect(code).toBe(0);
      expect(out).toContain('1 pattern to fuse\n');
    });

    it('shares the file with a model that is written beside it', async () => {
      const { code, out } = await run('fuse', path('in/net.onnx'));
      expect(code).toBe(0);
      expect(out).toMatch(/^in\/net\.fused\.onnx: 1 involution fused/);
      expect(out).toContain(`\n  external data ${dataFile}: shared with the model before\n`);
    });

    it('copies the file to another folder', async () => {
      const { out } = await run('fuse', path('in/net.onnx'), path('out/net.onnx'));
      expect(out).toContain(`\n  external data ${dataFile}: copied\n`);
      expect(new Uint8Array(await readFile(path(`out/${dataFile}`)))).toEqual(data);
      const expanded = await run('expand', path('out/net.onnx'), path('net.onnx'));
      expect(expanded).toMatchObject({ code: 0, out: expect.stringContaining(`${dataFile}: copied`) });
      expect(new Uint8Array(await readFile(path(dataFile)))).toEqual(data);
    });

    it('merges the file into the model', async () => {
      const { code, out } = await run('fuse', '--merge', path('in/net.onnx'), path('out/net.onnx'));
      expect(code).toBe(0);
      expect(out).toContain(`\n  external data ${dataFile}: merged\n`);
      expect(await readdir(path('out'))).toEqual(['net.onnx']);
      const merged = new Uint8Array(await readFile(path('out/net.onnx')));
      const tensors = ({ graph }: ModelProto) => new Map(graph!.initializer.map((tensor) => [tensor.name, tensor]));
      const before = tensors(parse(model));
      for (const [name, tensor] of tensors(parse(merged))) {
        expect(isExternal(tensor)).toBe(false);
        const was = before.get(name)!;
        if (isExternal(was)) expect(tensor.rawData).toEqual(externalBytes(was, readerOf(externalData)));
      }
    });

    it('says that the file is missing', async () => {
      await rm(path(`in/${dataFile}`));
      const { code, out } = await run('inspect', path('in/net.onnx'));
      expect([code, out]).toEqual([
        1,
        expect.stringContaining(`they lie in '${dataFile}', a file that is not at hand`),
      ]);
      expect(await run('fuse', path('in/net.onnx'), path('out/net.onnx'))).toMatchObject({
        code: 2,
        error: expect.stringContaining('ENOENT'),
      });
      expect(await run('fuse', '--merge', path('in/net.onnx'))).toMatchObject({
        code: 2,
        error: expect.stringContaining('not there'),
      });
    });

    it.each(['../secret', '/etc/hostname', 'sub/../../secret', 'link'])(
      'reads nothing outside: %s',
      async (location) => {
        await writeFile(path('secret'), data);
        await symlink(path('secret'), path('in/link'));
        const astray = edited(model, ({ graph }) => {
          for (const { externalData: entries } of graph!.initializer.filter(isExternal)) {
            entries.find(({ key }) => key === 'location')!.value = location;
          }
        });
        await writeFile(path('in/astray.onnx'), astray);
        for (const command of ['fuse', 'expand', 'inspect']) {
          expect(await run(command, path('in/astray.onnx'))).toMatchObject({
            code: 2,
            error: expect.stringContaining('outside'),
          });
        }
      },
    );
  });

  it('exits with 2 for a file that is too large to be read', async () => {
    const file = await open(path('large.onnx'), 'w');
    await file.truncate(3 * 2 ** 30);
    await file.close();
    for (const command of ['fuse', 'expand', 'inspect']) {
      expect(await run(command, path('large.onnx'))).toMatchObject({
        code: 2,
        error: expect.stringMatching(/^involution-onnx: .*2 GiB.*\n$/),
      });
    }
  });

  it('explains itself', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const text of ['fuse', 'expand', 'inspect', 'Exits with 0']) expect(out).toContain(text);
    expect(await run('fuse', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('in.fused.onnx') });
  });

  it('exits with 2 when used wrongly', async () => {
    expect(await run()).toMatchObject({ code: 2 });
    expect(await run('melt')).toMatchObject({ code: 2, error: expect.stringContaining('melt') });
    expect(await run('fuse')).toMatchObject({ code: 2, error: expect.stringContaining('in.onnx') });
  });
});
