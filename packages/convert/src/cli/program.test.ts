import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runProgram } from '@involution/adapters/cli-testing';
import { networkFile } from '@involution/fixtures/networks';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './program.ts';

let folder: string;
const path = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'involution-'));
  await writeFile(path('rednet.pth'), networkFile('rednet'));
});

afterEach(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => runProgram(runCli, args, folder);

describe('involution-convert', () => {
  it('writes both targets, and a summary', async () => {
    const { code, out, error } = await run(path('rednet.pth'), '--out', path('out'));
    expect(code).toBe(0);
    expect(error).toBe('Writing ONNX…\nWriting TensorFlow.js…\n');
    for (const text of ['rednet.pth', 'RedNet-26, 5 classes', '31,157', 'onnx/model.onnx', '1 shard of weights']) {
      expect(out).toContain(text);
    }
    expect((await readdir(path('out'), { recursive: true })).sort()).toEqual([
      'config.json',
      'group1-shard1of1.bin',
      'model.json',
      'onnx',
      'onnx/model.onnx',
      'preprocessor_config.json',
    ]);
    expect((await readdir(folder)).sort()).toEqual(['out', 'rednet.pth']);
  });

  it('writes one target with labels, in half precision', async () => {
    await writeFile(path('labels.txt'), 'a\nb\nc\nd\ne e\n');
    const args = ['--to', 'onnx', '--half', '--image-size', '64', '--depth', '26', '--labels', path('labels.txt')];
    const { code } = await run(path('rednet.pth'), '--out', path('deep/out'), ...args);
    expect(code).toBe(0);
    const config = JSON.parse(await readFile(path('deep/out/config.json'), 'utf8'));
    expect(config.id2label).toEqual({ 0: 'a', 1: 'b', 2: 'c', 3: 'd', 4: 'e e' });
    expect(existsSync(path('deep/out/model.json'))).toBe(false);
  });

  it('replaces files of an earlier run', async () => {
    const args = [path('rednet.pth'), '--out', path('out'), '--to', 'onnx'];
    await run(...args);
    const first = await readFile(path('out/onnx/model.onnx'));
    expect(await run(...args, '--half')).toMatchObject({ code: 0 });
    expect((await readFile(path('out/onnx/model.onnx'))).length).toBeLessThan(first.length);
  });

  it('draws a bar on a terminal', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 }) as unknown as NodeJS.WriteStream;
    let drawn = '';
    terminal.on('data', (chunk) => {
      drawn += chunk;
    });
    const host = { version: '1.2.3', out: () => {}, error: () => {}, terminal };
    expect(await runCli([path('rednet.pth'), '--out', path('out'), '--to', 'onnx'], host)).toBe(0);
    expect(drawn).toMatch(/Writing ONNX .*%/);
  });

  it.each(['onnx', 'tfjs', 'all'])('checks what it wrote on a photo: %s', async (to) => {
    const pixels = Uint8Array.from({ length: 90 * 70 * 3 }, (_, k) => (k * k) % 251);
    await sharp(pixels, { raw: { width: 90, height: 70, channels: 3 } })
      .jpeg()
      .toFile(path('photo.jpg'));
    const { code, out } = await run(
      path('rednet.pth'),
      '--out',
      path('out'),
      '--to',
      to,
      '--image-size',
      '64',
      '--check',
      path('photo.jpg'),
    );
    expect(code).toBe(0);
    const [, difference] = /logits differ by at most ([\d.e-]+)/.exec(out)!;
    expect(Number(difference)).toBeLessThan(1e-4);
    expect(out).toMatch(/TensorFlow\.js: LABEL_\d, [\d.]+ %\n {2}onnxruntime-web: LABEL_\d, /);
    expect(existsSync(path('out/model.json'))).toBe(to !== 'onnx');
  });

  it('exits with 2 and leaves nothing behind when something fails', async () => {
    await writeFile(path('text.pth'), 'no checkpoint');
    expect(await run(path('text.pth'), '--out', path('out'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('The file is no checkpoint'),
    });
    expect(await run(path('missing.pth'), '--out', path('out'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('ENOENT'),
    });
    const damaged = networkFile('rednet');
    damaged[Math.floor(damaged.length / 2)]! ^= 1;
    await writeFile(path('damaged.pth'), damaged);
    expect(await run(path('damaged.pth'), '--out', path('out'))).toMatchObject({ code: 2 });
    expect((await readdir(folder)).sort()).toEqual(['damaged.pth', 'rednet.pth', 'text.pth']);
  });

  it('exits with 2 when a file cannot be put where it belongs', async () => {
    await writeFile(path('out'), 'a file');
    expect(await run(path('rednet.pth'), '--to', 'onnx', '--out', path('out'))).toMatchObject({ code: 2 });
    expect((await readdir(folder)).sort()).toEqual(['out', 'rednet.pth']);
  });

  it('exits with 2 for a photo that is none', async () => {
    const { code, error } = await run(path('rednet.pth'), '--out', path('out'), '--check', path('rednet.pth'));
    expect([code, error]).toEqual([2, expect.stringContaining('rednet.pth cannot be read as an image')]);
    expect(await readdir(folder)).toEqual(['rednet.pth']);
  });

  it.each([['--depth', '50'], ['--depth', 'deep'], ['--image-size', '0'], ['--to', 'tflite'], ['--melt']])(
    'exits with 2 for %s %s',
    async (...args) => {
      expect(await run(path('rednet.pth'), '--out', path('out'), ...args)).toMatchObject({ code: 2, out: '' });
      expect(existsSync(path('out'))).toBe(false);
    },
  );

  it('explains itself', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const flag of ['--to', '--out', '--depth', '--image-size', '--half', '--labels', '--check', 'Exits with 0']) {
      expect(out).toContain(flag);
    }
    expect(await run(path('rednet.pth'))).toMatchObject({ code: 2, error: expect.stringContaining('--out') });
  });
});
